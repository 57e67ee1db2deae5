using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Picks at random, in proportion to the weights.</summary>
internal sealed class RandomBalancer(RandomSource random) : LoadBalancer
{
    public override Endpoint? Pick(EndpointSet endpoints, in PickContext context)
    {
        var candidates = endpoints.InRotation;
        if (candidates.IsEmpty)
        {
            return null;
        }

        var index = endpoints.HasEqualWeights ? random.Next(candidates.Length) : PickByWeight(endpoints);
        return context.IsTried(candidates[index]) ? PickOther(candidates, index) : candidates[index];
    }

    // A retry is rare, so it need not be fair to the weights: it must only be somewhere else.
    private Endpoint? PickOther(ReadOnlySpan<Endpoint> candidates, int tried)
    {
        if (candidates.Length == 1)
        {
            return null;
        }

        var index = random.Next(candidates.Length - 1);
        return candidates[index >= tried ? index + 1 : index];
    }

    private int PickByWeight(EndpointSet endpoints)
    {
        var left = random.Next(endpoints.TotalWeight);
        var candidates = endpoints.InRotation;
        var index = 0;
        while (index < candidates.Length - 1 && left >= candidates[index].Weight)
        {
            left -= candidates[index++].Weight;
        }

        return index;
    }
}
