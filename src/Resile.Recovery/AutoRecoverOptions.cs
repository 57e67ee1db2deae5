namespace Resile.Recovery;

/// <summary>The values of a supervised component, from the section <c>Resile:Components:&lt;Contract&gt;</c>.</summary>
public sealed class AutoRecoverOptions
{
    /// <summary>Gets or sets when the component is started again.</summary>
    /// <value><see cref="ChildRestart.Permanent"/>.</value>
    public ChildRestart Restart { get; set; }

    /// <summary>Gets or sets whether its supervisor may end when it has ended for good: see <see cref="SupervisorOptions.AutoShutdown"/>.</summary>
    /// <value><see langword="false"/>; a permanent component cannot be significant.</value>
    public bool IsSignificant { get; set; }

    /// <summary>Gets or sets after what time a call that has not returned means that the component hangs.</summary>
    /// <value>30 s; at least 0.1 s.</value>
    public TimeSpan HangAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long running calls and the disposal may take when a generation is replaced.</summary>
    /// <value>5 s.</value>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how long a generation may take to start.</summary>
    /// <value>30 s.</value>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets what becomes of calls that arrive while the component is down, and of idempotent ones that it took down with it.</summary>
    /// <value><see cref="PendingCalls.Replay"/>.</value>
    public PendingCalls Pending { get; set; } = PendingCalls.Replay;

    /// <summary>Gets or sets how many calls may wait at once.</summary>
    /// <value>256; from 1 to 100,000.</value>
    public int QueueLimit { get; set; } = 256;

    /// <summary>Gets or sets how long a call waits at most each time that it has to, whatever its own token allows.</summary>
    /// <value>30 s.</value>
    public TimeSpan PendingTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how it is found out how many calls may run on the component at once.</summary>
    /// <value><see cref="ConcurrencyLimit.None"/>.</value>
    public ConcurrencyLimit ConcurrencyLimit { get; set; }

    /// <summary>Gets or sets how many calls may run at once on a generation that has just started, and how many always may under a limit that adapts.</summary>
    /// <value>20; from 1 to 100,000. Without a limit it holds for calls that have waited alone, and under a fixed one <see cref="MaxConcurrency"/> if that is less.</value>
    public int MinConcurrency { get; set; } = 20;

    /// <summary>Gets or sets how many calls may run at once at most; nothing where there is no limit.</summary>
    /// <value>200; from 1 to 100,000, and no less than <see cref="MinConcurrency"/> where the limit adapts.</value>
    public int MaxConcurrency { get; set; } = 200;

    /// <summary>Gets or sets whether calls wait in the queue while as many run as may, rather than fail at once.</summary>
    /// <value><see langword="true"/>.</value>
    public bool QueueAtLimit { get; set; } = true;

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

    /// <summary>Gets or sets how often a component that implements <see cref="IHealthProbe"/> is probed.</summary>
    /// <value>10 s; 0 does not probe it.</value>
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long a probe may take. It is looked at ten times a second.</summary>
    /// <value>1 s.</value>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets how many probes have to fail in a row for the component to be restarted.</summary>
    /// <value>3.</value>
    public int ProbeFailures { get; set; } = 3;

    /// <summary>Gets or sets how often the state of a component that implements <see cref="ISnapshot{TState}"/> is captured.</summary>
    /// <value>10 s; 0 captures by <see cref="SnapshotEvery"/> alone.</value>
    public TimeSpan SnapshotInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets after how many calls its state is captured before that; each item of a stream counts as one. It is looked at ten times a second.</summary>
    /// <value>0: by <see cref="SnapshotInterval"/> alone.</value>
    public int SnapshotEvery { get; set; }

    /// <summary>Gets or sets how long a capture may take before it is reported, and a generation is replaced without waiting for it.</summary>
    /// <value>1 s.</value>
    public TimeSpan SnapshotTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets within what time the failure of a generation that was given a state speaks against the state.</summary>
    /// <value>30 s, and the time that it took to notice on top where the failure is a hang or a failed probe; 0 lets only starts that fail speak against it.</value>
    public TimeSpan PoisonWindow { get; set; } = TimeSpan.FromSeconds(30);
}
