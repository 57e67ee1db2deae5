namespace Resile.LoadBalancing.Endpoints;

/// <summary>What the probes of one endpoint have found.</summary>
/// <remarks>The counts change under the lock of the rotation; the times belong to the one loop that probes.</remarks>
internal sealed class ProbeRecord
{
    /// <summary>Stands for the time of a probe that has none yet.</summary>
    public const long Unplanned = long.MinValue;

    private volatile bool _isRunning;

    /// <summary>Gets the number of probes that failed since the last that did not.</summary>
    public int Failures { get; private set; }

    /// <summary>Gets the number of probes that succeeded since the last that did not.</summary>
    public int Successes { get; private set; }

    /// <summary>Gets what was wrong at the last probe; null where nothing was.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>Gets or sets whether a probe is under way.</summary>
    public bool IsRunning
    {
        get => _isRunning;
        set => _isRunning = value;
    }

    /// <summary>Gets or sets the time stamp of the next probe; <see cref="Unplanned"/> before the first was planned.</summary>
    public long NextAt { get; set; } = Unplanned;

    /// <summary>Gets or sets the time stamp of the last probe.</summary>
    public long LastAt { get; set; }

    /// <summary>Counts a probe.</summary>
    public void Count(string? failure)
    {
        LastFailure = failure;
        Failures = failure is null ? 0 : Failures + 1;
        Successes = failure is null ? Successes + 1 : 0;
    }

    /// <summary>Forgets what was found, because nothing probes any more.</summary>
    public void Forget() => (Failures, Successes, LastFailure) = (0, 0, null);
}
