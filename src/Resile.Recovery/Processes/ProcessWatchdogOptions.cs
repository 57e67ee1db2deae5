namespace Resile.Recovery.Processes;

/// <summary>What a watchdog starts, and how often.</summary>
public sealed class ProcessWatchdogOptions
{
    /// <summary>Gets or sets the name by which logs and events call the process.</summary>
    public required string Name { get; set; }

    /// <summary>Gets or sets the program.</summary>
    public required string FileName { get; set; }

    /// <summary>Gets its arguments.</summary>
    public IList<string> Arguments { get; } = [];

    /// <summary>Gets the variables that are set for it, besides those of this process.</summary>
    public IDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>();

    /// <summary>Gets or sets what takes each line that the process prints, on either stream. Called on one thread at a time for each stream.</summary>
    public Action<string>? Output { get; set; }

    /// <summary>Gets or sets how many starts are allowed within <see cref="StartLimitInterval"/>.</summary>
    /// <value>5, as systemd's.</value>
    public int StartLimitBurst { get; set; } = 5;

    /// <summary>Gets or sets the interval of the start limit.</summary>
    /// <value>10 s, as systemd's.</value>
    public TimeSpan StartLimitInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the shortest pause before a restart. The first restart does not wait.</summary>
    /// <value>0.1 s.</value>
    public TimeSpan ShortestPause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets the longest pause before a restart.</summary>
    /// <value>30 s.</value>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long the process may take to end when it is told to, or has said STOPPING=1, before it is killed.</summary>
    /// <value>10 s.</value>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long the process may take to say READY=1, before it is killed and started again. On Linux alone.</summary>
    /// <value>0: any time. It is meant for programs that speak systemd's sd_notify, such as all that call <c>AddResile</c>.</value>
    public TimeSpan StartTimeout { get; set; }

    /// <summary>Gets or sets how long the process may then be silent: without WATCHDOG=1, it is killed and started again. On Linux alone.</summary>
    /// <value>0: any time. A process that has been told gives two signs of life in this time, as long as it makes progress.</value>
    public TimeSpan WatchdogTimeout { get; set; }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(FileName);
        ArgumentOutOfRangeException.ThrowIfLessThan(StartLimitBurst, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(StartLimitInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(ShortestPause, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestPause, ShortestPause);
        UpToADay(LongestPause, nameof(LongestPause));
        UpToADay(StopTimeout, nameof(StopTimeout));
        UpToADay(StartTimeout, nameof(StartTimeout));
        UpToADay(WatchdogTimeout, nameof(WatchdogTimeout));
    }

    private static void UpToADay(TimeSpan value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1), name);
    }
}
