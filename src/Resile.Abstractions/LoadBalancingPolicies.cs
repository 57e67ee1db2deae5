namespace Resile;

/// <summary>Names the policies that come with Resile.</summary>
public static class LoadBalancingPolicies
{
    /// <summary>Picks at random, in proportion to the weights.</summary>
    public const string Random = "Random";

    /// <summary>Picks one endpoint after the other, whatever their weights.</summary>
    public const string RoundRobin = "RoundRobin";

    /// <summary>Picks one endpoint after the other, each as often as its weight says, evenly spread.</summary>
    public const string WeightedRoundRobin = "WeightedRoundRobin";

    /// <summary>Picks the endpoint with the fewest calls in flight for its weight, of all.</summary>
    public const string LeastRequests = "LeastRequests";

    /// <summary>Takes two endpoints at random and picks the one with fewer calls in flight for its weight.</summary>
    public const string PowerOfTwoChoices = "PowerOfTwoChoices";

    /// <summary>
    /// Picks the endpoint that scores highest for the call's <see cref="HashKeyAttribute"/>, as long as it is not much busier than the
    /// others. For up to some hundred endpoints.
    /// </summary>
    public const string Rendezvous = "Rendezvous";

    /// <summary>As <see cref="Rendezvous"/>, by a table: the number of endpoints does not matter, and a few more keys move when they change.</summary>
    public const string Maglev = "Maglev";

    /// <summary>
    /// Picks the endpoint that is expected to answer first: by its recent round-trip time, which follows peaks at once and
    /// forgets them slowly, and by the calls it has in flight. The default.
    /// </summary>
    public const string PeakEwma = "PeakEwma";

    /// <summary>
    /// Picks by what servers say of their load with each reply, from all of their clients: of those that have little to do, the fastest; if none has little to do, the least busy. For servers
    /// that are generated, with many clients.
    /// </summary>
    public const string Prequal = "Prequal";
}
