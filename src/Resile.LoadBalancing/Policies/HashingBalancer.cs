using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Picks by the key of the call, within bounds: no endpoint gets much more than its share while keys are popular.</summary>
/// <remarks>
/// Consistent hashing with bounded loads (Mirrokni, Thorup and Zadimoghaddam, 2018): an endpoint takes a call only while it has fewer than
/// ceil((1 + e)(m + 1) w / W) in flight, where m calls are in flight in all, w is its weight and W the sum of the weights. A call that finds its
/// endpoint full goes on to the next of its key. A call without a key draws one.
/// </remarks>
internal abstract class HashingBalancer(RandomSource random) : LoadBalancer
{
    /// <summary>How much more than its share an endpoint may have in flight.</summary>
    public const double Surplus = 0.25;

    public override object? CreateState(Endpoint endpoint) => new HashedEndpoint(endpoint);

    /// <summary>Finds the key of a call.</summary>
    protected ulong KeyOf(in PickContext context) => context.Key ?? random.NextBits();

    /// <summary>Computes how many calls an endpoint of weight 1 may have in flight.</summary>
    protected static double BoundOf(EndpointSet endpoints)
    {
        var inFlight = 1L;
        foreach (var endpoint in endpoints.InRotation)
        {
            inFlight += endpoint.InFlight;
        }

        return (1 + Surplus) * inFlight / endpoints.TotalWeight;
    }

    /// <summary>Tells whether an endpoint may take one more call.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="bound">What <see cref="BoundOf"/> computed.</param>
    protected static bool HasRoom(Endpoint endpoint, double bound) => endpoint.InFlight < Math.Ceiling(bound * endpoint.Weight);
}
