using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Picks each endpoint as often as its weight says, and spreads its turns evenly.</summary>
/// <remarks>
/// The smooth weighted round-robin of nginx: at each pick every endpoint gains its weight, the richest one is taken and pays
/// the sum of all weights. Weights 5, 1, 1 give a a b a c a a. One short lock, O(n) in the number of endpoints.
/// </remarks>
internal sealed class WeightedRoundRobinBalancer : LoadBalancer
{
    private readonly Lock _turn = new();

    public override object CreateState(Endpoint endpoint) => new Credit();

    public override Endpoint? Pick(EndpointSet endpoints, in PickContext context)
    {
        Endpoint? richest = null;
        Credit? most = null;
        long paid = 0;
        lock (_turn)
        {
            foreach (var candidate in endpoints.InRotation)
            {
                if (context.IsTried(candidate))
                {
                    continue;
                }

                var credit = (Credit)candidate.PolicyState!;
                credit.Amount += candidate.Weight;
                paid += candidate.Weight;
                if (most is null || credit.Amount > most.Amount)
                {
                    richest = candidate;
                    most = credit;
                }
            }

            if (most is not null)
            {
                most.Amount -= paid;
            }
        }

        return richest;
    }

    // Credit that was earned before the endpoint went away would be spent in one burst.
    public override void OnRevived(Endpoint endpoint)
    {
        lock (_turn)
        {
            ((Credit)endpoint.PolicyState!).Amount = 0;
        }
    }

    private sealed class Credit
    {
        public long Amount { get; set; }
    }
}
