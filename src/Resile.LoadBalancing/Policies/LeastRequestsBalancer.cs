using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Picks the endpoint with the fewest calls in flight for its weight: the highest weight / (calls + 1).</summary>
/// <remarks>
/// The weighted form of Envoy's least request policy with a bias of 1, but the best of all is taken, where Envoy takes turns by these
/// weights. While nothing is in flight, the heaviest go first; under load the calls in flight settle in proportion to the weights.
/// </remarks>
internal sealed class LeastRequestsBalancer(RandomSource random) : LeastLoadBalancer<RequestLoad>(random)
{
    public override Endpoint? Pick(EndpointSet endpoints, in PickContext context) => PickOfAll(endpoints.InRotation, context);
}
