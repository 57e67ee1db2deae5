namespace Resile.Recovery;

/// <summary>The values of a supervised component, from the section <c>Resile:Components:&lt;Contract&gt;</c>.</summary>
public sealed class AutoRecoverOptions
{
    /// <summary>Gets or sets after what time a call that has not returned means that the component hangs.</summary>
    /// <value>30 s; at least 0.1 s.</value>
    public TimeSpan HangAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long running calls and the disposal may take when a generation is replaced.</summary>
    /// <value>5 s.</value>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how long a generation may take to start.</summary>
    /// <value>30 s.</value>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets what becomes of calls that arrive while the component is down.</summary>
    /// <value><see cref="PendingCalls.Queue"/>.</value>
    public PendingCalls Pending { get; set; }

    /// <summary>Gets or sets how many calls may wait at once.</summary>
    /// <value>256; from 1 to 100,000.</value>
    public int QueueLimit { get; set; } = 256;

    /// <summary>Gets or sets how long a call waits at most, whatever its own token allows.</summary>
    /// <value>30 s.</value>
    public TimeSpan PendingTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how many restarts are allowed within <see cref="RestartWindow"/> before the service is restarted.</summary>
    /// <value>5.</value>
    public int MaxRestarts { get; set; } = 5;

    /// <summary>Gets or sets the sliding window in which restarts are counted.</summary>
    /// <value>30 s.</value>
    public TimeSpan RestartWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the shortest pause before a restart. The first restart does not wait.</summary>
    /// <value>0.1 s.</value>
    public TimeSpan ShortestPause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets the longest pause before a restart.</summary>
    /// <value>30 s.</value>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the sum of ordinary failures above which the component is restarted.</summary>
    /// <value>5.</value>
    public double ScoreLimit { get; set; } = 5;

    /// <summary>Gets or sets the time in which half of the sum is forgotten.</summary>
    /// <value>30 s.</value>
    public TimeSpan ScoreHalfLife { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how many abandoned generations may be left running before the system is restarted.</summary>
    /// <value>3.</value>
    public int ZombieLimit { get; set; } = 3;
}
