namespace Resile.Recovery.Limits;

/// <summary>Decides how many calls may run at once on one generation. Its gate asks it from one thread at a time.</summary>
/// <param name="least">The limit that it begins with, and never goes below.</param>
/// <param name="most">The limit that it never goes above.</param>
internal abstract class LimitPolicy(int least, int most)
{
    /// <summary>Gets the limit that it begins with, and never goes below.</summary>
    public int Least { get; } = least;

    /// <summary>Gets the limit that it never goes above.</summary>
    public int Most { get; } = most;

    /// <summary>Gets whether it needs to know how long calls take.</summary>
    public virtual bool Measures => true;

    /// <summary>Gets whether each call that succeeds makes room for one more.</summary>
    public virtual bool GrowsByCall => false;

    /// <summary>Gets how long calls usually take; zero where nobody knows.</summary>
    public virtual TimeSpan Usual => TimeSpan.Zero;

    /// <summary>Makes the policy that a component's options name.</summary>
    public static LimitPolicy Of(AutoRecoverOptions options) => options.ConcurrencyLimit switch
    {
        ConcurrencyLimit.Fixed => new SlowStart(Math.Min(options.MinConcurrency, options.MaxConcurrency), options.MaxConcurrency),
        ConcurrencyLimit.Gradient2 => new Gradient2(options.MinConcurrency, options.MaxConcurrency),
        ConcurrencyLimit.Aimd => new Aimd(options.MinConcurrency, options.MaxConcurrency),
        _ => new SlowStart(options.MinConcurrency, int.MaxValue),
    };

    /// <summary>Gets the limit from the first failure of a window on. Called by the thread on which the call failed.</summary>
    public virtual int AfterFailure(int limit) => limit;

    /// <summary>Moves the limit.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="window">What was seen under it.</param>
    /// <returns>The new limit; null if too little was seen, and the window goes on.</returns>
    public abstract int? Next(int limit, in LimitWindow window);
}
