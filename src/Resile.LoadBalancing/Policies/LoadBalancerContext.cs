namespace Resile.LoadBalancing.Policies;

/// <summary>What a policy is made with.</summary>
/// <param name="Contract">The name of the contract whose client it serves.</param>
/// <param name="TimeProvider">The clock.</param>
/// <param name="Random">The random numbers.</param>
public sealed record LoadBalancerContext(string Contract, TimeProvider TimeProvider, RandomSource Random);
