using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Scores an endpoint by its expected round-trip time and the calls that it has in flight, for its weight.</summary>
internal readonly struct LatencyLoad : IEndpointLoad
{
    public static double Of(Endpoint endpoint, long now) => PeakEwma.Of(endpoint).LoadAt(now, endpoint.InFlight) / endpoint.WeightAt(now);
}
