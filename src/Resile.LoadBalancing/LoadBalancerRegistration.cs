using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing;

/// <summary>A policy and the name by which options choose it.</summary>
internal sealed record LoadBalancerRegistration(string Name, Func<LoadBalancerContext, LoadBalancer> Create)
{
    /// <summary>Gets the policies that come with Resile.</summary>
    public static IReadOnlyList<LoadBalancerRegistration> BuiltIn { get; } =
    [
        new(LoadBalancingPolicies.LeastRequests, static context => new LeastRequestsBalancer(context.Random)),
        new(LoadBalancingPolicies.Maglev, static context => new MaglevBalancer(context.Random)),
        new(LoadBalancingPolicies.PeakEwma, static context => new PeakEwmaBalancer(context.TimeProvider, context.Random)),
        new(LoadBalancingPolicies.PowerOfTwoChoices, static context => new PowerOfTwoChoicesBalancer(context.Random)),
        new(LoadBalancingPolicies.Prequal, static context => new PrequalBalancer(context.TimeProvider, context.Random)),
        new(LoadBalancingPolicies.Random, static context => new RandomBalancer(context.Random)),
        new(LoadBalancingPolicies.Rendezvous, static context => new RendezvousBalancer(context.Random)),
        new(LoadBalancingPolicies.RoundRobin, static _ => new RoundRobinBalancer()),
        new(LoadBalancingPolicies.WeightedRoundRobin, static _ => new WeightedRoundRobinBalancer()),
    ];
}
