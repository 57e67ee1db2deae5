using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Policies;

/// <summary>Picks by what servers say of their load: of those that have little to do, the fastest; if none has little to do, the least busy.</summary>
/// <remarks>
/// <para>
/// The "hot or cold, lowest latency" rule of Prequal (Wydrowski and others, "Load is not what you should balance", 2024). An endpoint is hot while it has more calls in
/// flight than 84 in a hundred that were heard of lately (the quantile 2^-0.25), and than four. Of the candidates, the cold one with the lowest latency is taken; if all are hot, the one with the fewest calls
/// in flight. Those that failed lately come last.
/// </para>
/// <para>
/// Where Prequal sends probes, this listens to replies: generated servers say in each how many calls they have in flight, from all clients, and how long they worked. What was
/// heard is forgotten slowly, so that an endpoint that was slow is tried again; of a server that says nothing, the client's own calls count. <see cref="MostScored"/> endpoints are all
/// candidates, of more so many that are taken at random.
/// </para>
/// </remarks>
internal sealed class PrequalBalancer(TimeProvider timeProvider, RandomSource random) : LoadBalancer
{
    /// <summary>The number of candidates.</summary>
    public const int MostScored = 8;

    // The share of endpoints that count as cold.
    private static readonly double Quantile = Math.Pow(2, -0.25);

    // How fast the limit between hot and cold follows what is heard.
    private const double Step = 0.05;

    // With so few calls in flight nobody is hot, whatever the others have.
    private const double LeastHot = 4;

    private const int Cold = 0;
    private const int Hot = 1;
    private const int Failing = 2;

    private double _hotFrom;

    internal override bool HeedsWarmUp => true;

    public override object CreateState(Endpoint endpoint) => new PrequalLoad(timeProvider);

    public override Endpoint? Pick(EndpointSet endpoints, in PickContext context)
    {
        var all = endpoints.InRotation;
        var most = Math.Min(all.Length, MostScored);
        var hotFrom = Math.Max(LeastHot, Volatile.Read(ref _hotFrom));
        Endpoint? best = null;
        var (bestRank, bestScore) = (int.MaxValue, double.PositiveInfinity);
        var index = all.Length > 0 ? random.Next(all.Length) : 0;

        // A step that shares no divisor with the number leads through all of them, each time in another order.
        var step = all.Length > MostScored ? StepOver(all.Length) : 1;
        for (var scored = 0; scored < most; scored++)
        {
            var candidate = all[index];
            index += step;
            index -= index >= all.Length ? all.Length : 0;
            if (context.IsTried(candidate))
            {
                continue;
            }

            var load = PrequalLoad.Of(candidate);
            var own = candidate.InFlight;
            var inFlight = load.InFlightAt(context.Timestamp, own) / candidate.WeightAt(context.Timestamp);
            var rank = load.IsPassedBy(context.Timestamp) ? Failing : inFlight > hotFrom ? Hot : Cold;
            if (rank > bestRank)
            {
                continue;
            }

            var score = rank == Cold ? load.LatencyAt(context.Timestamp, own) : inFlight;
            if (rank < bestRank || score < bestScore)
            {
                (best, bestRank, bestScore) = (candidate, rank, score);
            }
        }

        return best;
    }

    public override void OnCompleted(Endpoint endpoint, in CallOutcome outcome)
    {
        var load = PrequalLoad.Of(endpoint);
        load.Observe(outcome);
        if (outcome.ServerInFlight is { } inFlight)
        {
            load.Hear(inFlight, endpoint.InFlight, outcome.Timestamp);
        }

        if (outcome.Result == CallResult.Answered)
        {
            // A quantile by small steps; a step that is lost to another thread is made up for by the next.
            var heard = (outcome.ServerInFlight ?? endpoint.InFlight) / (double)endpoint.Weight;
            var hotFrom = Volatile.Read(ref _hotFrom);
            var size = Step * Math.Max(1, hotFrom);
            Volatile.Write(ref _hotFrom, heard > hotFrom ? hotFrom + (size * Quantile) : Math.Max(0, hotFrom - (size * (1 - Quantile))));
        }
    }

    public override void OnRevived(Endpoint endpoint) => PrequalLoad.Of(endpoint).Reset();

    public override string? Explain(Endpoint endpoint, long timestamp) =>
        PrequalLoad.Of(endpoint).Explain(timestamp, endpoint.InFlight, Volatile.Read(ref _hotFrom));

    private int StepOver(int count)
    {
        var step = 1 + random.Next(count - 1);
        while (GreatestCommonDivisor(step, count) != 1)
        {
            step = step == count - 1 ? 1 : step + 1;
        }

        return step;
    }

    private static int GreatestCommonDivisor(int a, int b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }
}
