using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Picks the endpoint with the least expected work: its recent round-trip time, times the calls it has in flight.</summary>
/// <remarks>
/// Peak-EWMA after Finagle and Linkerd. Up to <see cref="MostScored"/> endpoints are all scored, from a random start so that
/// ties spread; of more, two taken at random are. Scoring all of a few beats two choices where half of them are slow.
/// </remarks>
internal sealed class PeakEwmaBalancer(TimeProvider timeProvider, RandomSource random) : LeastLoadBalancer(random)
{
    /// <summary>The number of endpoints up to which each is scored.</summary>
    public const int MostScored = 8;

    public override object CreateState(Endpoint endpoint) => new PeakEwma(timeProvider);

    public override Endpoint? Pick(EndpointSet endpoints, in PickContext context) =>
        endpoints.InRotation.Length <= MostScored ? PickOfAll(endpoints.InRotation, context) : PickOfTwo(endpoints.InRotation, context);

    public override void OnCompleted(Endpoint endpoint, in CallOutcome outcome) => Of(endpoint).Observe(outcome);

    public override void OnRevived(Endpoint endpoint) => Of(endpoint).Reset();

    public override string? Explain(Endpoint endpoint, long timestamp) => Of(endpoint).Explain(timestamp, endpoint.InFlight);

    protected override double LoadOf(Endpoint endpoint, long now) => Of(endpoint).LoadAt(now, endpoint.InFlight) / endpoint.WeightAt(now);

    private static PeakEwma Of(Endpoint endpoint) => (PeakEwma)endpoint.PolicyState!;
}
