using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Picks the endpoint with the least expected work: its recent round-trip time, times the calls it has in flight.</summary>
/// <remarks>
/// Peak-EWMA after Finagle and Linkerd. Up to <see cref="MostScored"/> endpoints are all scored, from a random start so that
/// ties spread; of more, two taken at random are. Scoring all of a few beats two choices where half of them are slow.
/// </remarks>
internal sealed class PeakEwmaBalancer(TimeProvider timeProvider, RandomSource random) : LoadBalancer
{
    /// <summary>The number of endpoints up to which each is scored.</summary>
    public const int MostScored = 8;

    public override object CreateState(Endpoint endpoint) => new PeakEwma(timeProvider);

    public override Endpoint? Pick(EndpointSet endpoints, in PickContext context)
    {
        var candidates = endpoints.InRotation;
        return candidates.Length switch
        {
            0 => null,
            <= MostScored => PickOfAll(candidates, context),
            _ => PickOfTwo(candidates, context),
        };
    }

    public override void OnCompleted(Endpoint endpoint, in CallOutcome outcome) => Of(endpoint).Observe(outcome);

    public override void OnRevived(Endpoint endpoint) => Of(endpoint).Reset();

    private static PeakEwma Of(Endpoint endpoint) => (PeakEwma)endpoint.PolicyState!;

    private static double Load(Endpoint endpoint, long now) => Of(endpoint).LoadAt(now, endpoint.InFlight) / endpoint.Weight;

    private Endpoint? PickOfAll(ReadOnlySpan<Endpoint> candidates, in PickContext context)
    {
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

            var load = Load(candidate, context.Timestamp);
            if (load < least)
            {
                least = load;
                best = candidate;
            }
        }

        return best;
    }

    private Endpoint PickOfTwo(ReadOnlySpan<Endpoint> candidates, in PickContext context)
    {
        var first = random.Next(candidates.Length);
        var second = random.Next(candidates.Length - 1);
        second = second >= first ? second + 1 : second;
        if (context.IsTried(candidates[first]))
        {
            return candidates[second];
        }

        return context.IsTried(candidates[second])
            || Load(candidates[first], context.Timestamp) <= Load(candidates[second], context.Timestamp)
            ? candidates[first]
            : candidates[second];
    }
}
