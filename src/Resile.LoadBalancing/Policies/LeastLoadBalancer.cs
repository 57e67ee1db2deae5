using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Picks the endpoint with the least load: of all, or of two that are taken at random.</summary>
/// <typeparam name="TLoad">How endpoints are scored.</typeparam>
internal abstract class LeastLoadBalancer<TLoad>(RandomSource random) : LoadBalancer
    where TLoad : struct, IEndpointLoad
{
    // So many pairs may be drawn of which both have been tried; then all are looked at.
    private const int MostPairs = 4;

    internal override bool HeedsWarmUp => true;

    /// <summary>Scores every endpoint, from a random start so that ties spread.</summary>
    protected Endpoint? PickOfAll(ReadOnlySpan<Endpoint> candidates, in PickContext context)
    {
        if (candidates.IsEmpty)
        {
            return null;
        }

        Endpoint? best = null;
        var least = double.PositiveInfinity;
        var index = random.Next(candidates.Length);
        for (var scored = 0; scored < candidates.Length; scored++)
        {
            var candidate = candidates[index];
            index = index + 1 == candidates.Length ? 0 : index + 1;
            if (context.IsTried(candidate))
            {
                continue;
            }

            var load = TLoad.Of(candidate, context.Timestamp);
            if (load < least)
            {
                least = load;
                best = candidate;
            }
        }

        return best;
    }

    /// <summary>Scores two different endpoints, each pair as likely as any other.</summary>
    protected Endpoint? PickOfTwo(ReadOnlySpan<Endpoint> candidates, in PickContext context)
    {
        for (var pair = 0; pair < MostPairs && candidates.Length > 1; pair++)
        {
            var index = random.Next(candidates.Length);
            var other = random.Next(candidates.Length - 1);
            var first = candidates[index];
            var second = candidates[other >= index ? other + 1 : other];
            if (context.IsTried(first))
            {
                if (!context.IsTried(second))
                {
                    return second;
                }
            }
            else
            {
                return context.IsTried(second) || TLoad.Of(first, context.Timestamp) <= TLoad.Of(second, context.Timestamp) ? first : second;
            }
        }

        return PickOfAll(candidates, context);
    }
}
