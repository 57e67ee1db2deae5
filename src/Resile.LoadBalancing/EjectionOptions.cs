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

    /// <summary>Gets or sets the share of healthy endpoints below which health is ignored and every endpoint takes calls.</summary>
    /// <value>
    /// 0 to 1; 0 ignores health never. The default is 0.5: the few that are left would only fall, too. It matters where
    /// <see cref="MaxShare"/> lets more endpoints go.
    /// </value>
    public double PanicShare { get; set; } = 0.5;

    /// <summary>Gets or sets how often the endpoints' shares of successes are compared, to eject those that fail far more often than the others.</summary>
    /// <value>More than zero; zero compares never. The default is 10 seconds. It takes five endpoints with <see cref="SuccessRateCalls"/> each.</value>
    public TimeSpan SuccessRateInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the number of calls in an interval without which an endpoint is not compared.</summary>
    /// <value>At least 1. The default is 100.</value>
    public int SuccessRateCalls { get; set; } = 100;

    /// <summary>Gets or sets the time during which an endpoint that comes back, or is new, gets less than its weight: a tenth at first, all of it at the end.</summary>
    /// <value>Zero or more, at most a day. The default is zero: no warm-up. The policies that hash ignore it, because they promise where a key goes.</value>
    public TimeSpan SlowStart { get; set; }

    /// <summary>Computes how many of a number of endpoints may be away at the same time.</summary>
    internal int MostAway(int endpoints) =>
        Enabled && endpoints > 1 ? Math.Clamp((int)(endpoints * MaxShare), 1, endpoints - 1) : 0;

    internal EjectionOptions Clone() => (EjectionOptions)MemberwiseClone();
}
