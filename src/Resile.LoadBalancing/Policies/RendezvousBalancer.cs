using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Picks the endpoint that scores highest for the key of the call.</summary>
/// <remarks>
/// Weighted rendezvous hashing (Thaler and Ravishankar, 1998; the weights after Schindelhauer and Schomaker, 2005): the score is
/// -w / ln(h), where h in (0, 1) is a hash of key and endpoint. An endpoint that goes takes only its own keys along. O(n) in the number of endpoints.
/// </remarks>
internal sealed class RendezvousBalancer(RandomSource random) : HashingBalancer(random)
{
    public override Endpoint? Pick(EndpointSet endpoints, in PickContext context)
    {
        var key = KeyOf(context);
        var best = endpoints.HasEqualWeights && !context.IsRetry ? Highest(endpoints, key) : Best(endpoints, context, key, double.PositiveInfinity);

        // An idle endpoint always has room, so nothing needs to be counted.
        return best is null || best.InFlight == 0 ? best : BestWithRoom(endpoints, context, key, best);
    }

    private static Endpoint BestWithRoom(EndpointSet endpoints, in PickContext context, ulong key, Endpoint best)
    {
        var bound = BoundOf(endpoints);
        return HasRoom(best, bound) ? best : Best(endpoints, context, key, bound) ?? best;
    }

    // Of equal weights the highest hash has the highest score, and neither logarithm nor fraction is needed.
    private static Endpoint? Highest(EndpointSet endpoints, ulong key)
    {
        Endpoint? best = null;
        var highest = 0UL;
        foreach (var candidate in endpoints.InRotation)
        {
            var score = Draw(candidate, key);
            if (best is null || score > highest)
            {
                highest = score;
                best = candidate;
            }
        }

        return best;
    }

    private static Endpoint? Best(EndpointSet endpoints, in PickContext context, ulong key, double bound)
    {
        Endpoint? best = null;
        var highest = double.NegativeInfinity;
        foreach (var candidate in endpoints.InRotation)
        {
            var score = Score(endpoints, candidate, key);
            if (score > highest && !context.IsTried(candidate) && HasRoom(candidate, bound))
            {
                highest = score;
                best = candidate;
            }
        }

        return best;
    }

    private static double Score(EndpointSet endpoints, Endpoint endpoint, ulong key)
    {
        var hash = (Draw(endpoint, key) + 0.5) * (1.0 / (1UL << 53));
        return endpoints.HasEqualWeights ? hash : -endpoint.Weight / Math.Log(hash);
    }

    // As many bits as a fraction has, so that both ways of scoring agree.
    private static ulong Draw(Endpoint endpoint, ulong key) => HashedEndpoint.Mix(key ^ HashedEndpoint.Of(endpoint).Hash) >> 11;
}
