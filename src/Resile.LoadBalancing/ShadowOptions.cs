namespace Resile.LoadBalancing;

/// <summary>What can be set for the service that gets copies of calls.</summary>
public sealed class ShadowOptions : AlternateOptions
{
    /// <summary>Gets or sets the most copies that may be under way at a time; further calls are not copied.</summary>
    /// <value>At least 1. The default is 100.</value>
    public int MaxInFlight { get; set; } = 100;

    /// <summary>Gets what hears of each copy that has ended.</summary>
    internal List<Action<ShadowComparison>> Observers { get; } = [];

    /// <summary>Lets something hear of each copy that has ended, on a thread of its own.</summary>
    /// <param name="observe">Hears of it. What it throws is logged, and goes no further.</param>
    /// <returns>These options.</returns>
    public ShadowOptions OnCompared(Action<ShadowComparison> observe)
    {
        ArgumentNullException.ThrowIfNull(observe);
        Observers.Add(observe);
        return this;
    }
}
