using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Takes two endpoints at random and picks the one with fewer calls in flight for its weight.</summary>
/// <remarks>
/// The pick of Finagle (Mitzenmacher, "The power of two choices in randomized load balancing", 2001): the longest queue grows with
/// log log n where one random choice lets it grow with log n, and the cost does not depend on the number of endpoints.
/// </remarks>
internal sealed class PowerOfTwoChoicesBalancer(RandomSource random) : LeastLoadBalancer<RequestLoad>(random)
{
    public override Endpoint? Pick(EndpointSet endpoints, in PickContext context) => PickOfTwo(endpoints.InRotation, context);
}
