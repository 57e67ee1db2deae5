namespace Resile.Recovery.Hosting;

/// <summary>How the whole system restarts, from the section <c>Resile:System</c>.</summary>
public sealed class SystemRecoveryOptions
{
    /// <summary>Gets or sets how the system restarts. All but <see cref="SystemRestart.Exit"/> needs a host that <see cref="SupervisedHost"/> runs.</summary>
    /// <value><see cref="SystemRestart.Exit"/>.</value>
    public SystemRestart Restart { get; set; }

    /// <summary>Gets or sets how many rebuilds are allowed within <see cref="RebuildWindow"/> with <see cref="SystemRestart.RebuildThenExit"/>.</summary>
    /// <value>3; 0 never rebuilds.</value>
    public int MaxRebuilds { get; set; } = 3;

    /// <summary>Gets or sets the sliding window in which rebuilds are counted.</summary>
    /// <value>1 h.</value>
    public TimeSpan RebuildWindow { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets how long the host may take to stop. 5 s after that, it is left behind and the process ends.</summary>
    /// <value>30 s. The host's own <c>ShutdownTimeout</c> holds, too.</value>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long a host that was rebuilt may take to start. 5 s after that, the process ends.</summary>
    /// <value>1 min.</value>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets the shortest pause before a rebuild. The first does not wait.</summary>
    /// <value>0.1 s.</value>
    public TimeSpan ShortestPause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets the longest pause before a rebuild.</summary>
    /// <value>30 s.</value>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(30);
}
