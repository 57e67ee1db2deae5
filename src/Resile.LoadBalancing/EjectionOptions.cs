namespace Resile.LoadBalancing;

/// <summary>When an endpoint that fails leaves the rotation, and for how long.</summary>
/// <remarks>
/// An endpoint that cannot be connected to is ejected at once; one that answers with errors, loses connections or lets
/// deadlines pass, after <see cref="ConsecutiveFailures"/>. When its time is over, one call tries it: if that succeeds it is back,
/// else it stays away twice as long as before.
/// </remarks>
public sealed class EjectionOptions
{
    /// <summary>Gets or sets whether endpoints are ejected at all.</summary>
    /// <value>The default is true.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Gets or sets the number of failures in a row after which an endpoint is ejected.</summary>
    /// <value>At least 1. The default is 5.</value>
    public int ConsecutiveFailures { get; set; } = 5;

    /// <summary>Gets or sets how long an endpoint stays away the first time; each further time it is twice as long.</summary>
    /// <value>More than zero. The default is 5 seconds. A tenth more or less is added at random.</value>
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the longest time that an endpoint stays away.</summary>
    /// <value>At least <see cref="Duration"/>. The default is 5 minutes.</value>
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the largest share of the endpoints that may be away at the same time.</summary>
    /// <value>
    /// More than 0, at most 1. The default is 0.5: if more than half of the endpoints seem to fail, the fault is more likely
    /// to lie elsewhere. One of two or more may always be ejected, the last one never.
    /// </value>
    public double MaxShare { get; set; } = 0.5;

    /// <summary>Computes how many of a number of endpoints may be away at the same time.</summary>
    internal int MostAway(int endpoints) =>
        Enabled && endpoints > 1 ? Math.Clamp((int)(endpoints * MaxShare), 1, endpoints - 1) : 0;

    internal EjectionOptions Clone() => (EjectionOptions)MemberwiseClone();
}
