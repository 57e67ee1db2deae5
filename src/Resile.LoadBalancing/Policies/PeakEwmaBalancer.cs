using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Picks the endpoint with the least expected work: its recent round-trip time, times the calls it has in flight.</summary>
/// <remarks>
/// Peak-EWMA after Finagle and Linkerd. Up to <see cref="MostScored"/> endpoints are all scored, from a random start so that
/// ties spread; of more, two taken at random are. Scoring all of a few beats two choices where half of them are slow.
/// </remarks>
internal sealed class PeakEwmaBalancer(TimeProvider timeProvider, RandomSource random) : LeastLoadBalancer<LatencyLoad>(random)
{
    /// <summary>The number of endpoints up to which each is scored.</summary>
    public const int MostScored = 8;

    public override object CreateState(Endpoint endpoint) => new PeakEwma(timeProvider);

    public override Endpoint? Pick(EndpointSet endpoints, in PickContext context) =>
        endpoints.InRotation.Length <= MostScored ? PickOfAll(endpoints.InRotation, context) : PickOfTwo(endpoints.InRotation, context);

    public override void OnCompleted(Endpoint endpoint, in CallOutcome outcome) => PeakEwma.Of(endpoint).Observe(outcome);

    public override void OnRevived(Endpoint endpoint) => PeakEwma.Of(endpoint).Reset();

    public override string? Explain(Endpoint endpoint, long timestamp) => PeakEwma.Of(endpoint).Explain(timestamp, endpoint.InFlight);
}
