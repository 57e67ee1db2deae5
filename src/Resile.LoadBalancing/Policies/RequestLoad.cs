using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Scores an endpoint by the calls that it has in flight, for its weight.</summary>
internal readonly struct RequestLoad : IEndpointLoad
{
    public static double Of(Endpoint endpoint, long now) => (endpoint.InFlight + 1.0) / endpoint.WeightAt(now);
}
