namespace Resile.Testing;

/// <summary>What a server of a <see cref="BalancingSimulation"/> did, its warm-up left out.</summary>
/// <param name="Calls">The attempts of calls that were sent to it.</param>
/// <param name="Share">Their share of all attempts, 0 to 1.</param>
/// <param name="MostWaiting">The longest that its queue ever was, the warm-up included.</param>
public sealed record SimulatedServerReport(int Calls, double Share, int MostWaiting);
