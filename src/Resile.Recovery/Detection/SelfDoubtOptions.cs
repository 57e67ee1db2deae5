namespace Resile.Recovery.Detection;

/// <summary>When the process doubts its own judgement, from the section <c>Resile:SelfDoubt</c>.</summary>
/// <remarks>
/// A machine that stalls makes healthy components look as if they hung. Each sign of a stall adds one to a score from 0 to 7, and the limits of hangs and probes
/// become (1 + score) times as long; each clean interval takes one away.
/// </remarks>
public sealed class SelfDoubtOptions
{
    /// <summary>Gets or sets whether the process doubts itself at all. Switched off, limits are as configured, whatever the machine does.</summary>
    /// <value><see langword="true"/>.</value>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Gets or sets from what on a delay is a sign: of the timer, of work that waits for a thread of the pool, or of the pauses for garbage within one interval.</summary>
    /// <value>0.5 s; from 0.1 s to one minute. Best no more than half of the shortest <see cref="AutoRecoverOptions.HangAfter"/>.</value>
    public TimeSpan StallAfter { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Gets or sets how long there has to be no sign for the score to fall by one.</summary>
    /// <value>1 s; from 0.1 s to one hour.</value>
    public TimeSpan CleanInterval { get; set; } = TimeSpan.FromSeconds(1);
}
