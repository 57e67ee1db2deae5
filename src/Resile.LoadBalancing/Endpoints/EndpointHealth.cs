namespace Resile.LoadBalancing.Endpoints;

/// <summary>The record of an endpoint's failures.</summary>
/// <remarks>
/// <see cref="State"/> changes only under the lock of the balancer, but for the step from ejected to on trial, which callers
/// race for; the other members are written under that lock or by interlocked operations.
/// </remarks>
internal sealed class EndpointHealth
{
    private int _state = (int)EndpointState.InRotation;
    private int _consecutiveFailures;
    private volatile bool _isRetired;
    private volatile SlowStart _slowStart = SlowStart.None;

    public EndpointState State
    {
        get => (EndpointState)Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, (int)value);
    }

    /// <summary>Gets or sets whether the endpoint is no longer among those of its service.</summary>
    public bool IsRetired
    {
        get => _isRetired;
        set => _isRetired = value;
    }

    /// <summary>Gets or sets how the endpoint warms up.</summary>
    public SlowStart SlowStart
    {
        get => _slowStart;
        set => _slowStart = value;
    }

    /// <summary>Gets the number of failures since the last success.</summary>
    public int ConsecutiveFailures => Volatile.Read(ref _consecutiveFailures);

    /// <summary>Gets what its probes have found; empty while nothing probes it.</summary>
    public ProbeRecord Probes { get; } = new();

    /// <summary>Gets or sets how often it was ejected without a long healthy time in between.</summary>
    public int Ejections { get; set; }

    /// <summary>Gets or sets why it was ejected last: the rest of a sentence.</summary>
    public string? EjectedBecause { get; set; }

    /// <summary>Gets or sets the time stamp at which it may be tried again.</summary>
    public long BannedUntil { get; set; }

    /// <summary>Gets or sets the length of its last time away.</summary>
    public TimeSpan LastBan { get; set; }

    /// <summary>Gets or sets the time stamp at which it came back into rotation.</summary>
    public long RevivedAt { get; set; }

    public int CountFailure() => Interlocked.Increment(ref _consecutiveFailures);

    public void ForgetFailures()
    {
        // Nearly always zero already: reading is free, writing would pull the cache line from the other cores.
        if (ConsecutiveFailures != 0)
        {
            Volatile.Write(ref _consecutiveFailures, 0);
        }
    }

    public bool TryBeginTrial() => Interlocked.CompareExchange(
        ref _state, (int)EndpointState.OnTrial, (int)EndpointState.Ejected) == (int)EndpointState.Ejected;
}
