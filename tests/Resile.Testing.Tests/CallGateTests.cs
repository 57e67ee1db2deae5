using Resile.LoadBalancing;

namespace Resile.Testing.Tests;

/// <summary>What calls cost and gain by being sent again: the production code of retries and hedges, and five seeds each.</summary>
public sealed class CallGateTests
{
    private static readonly SimulatedServer Sound = new();

    [Fact]
    public void Total_outage_adds_no_more_than_a_quarter_to_the_load() => Gate.Holds("Total outage: most attempts for a call",
        Runs([.. Enumerable.Repeat(Sound with { FailureShare = 1 }, 10)], new()).Max(static report => report.AttemptsPerCall), 1.25, least: 1.1);

    [Fact]
    public void Outage_of_one_costs_no_call()
    {
        SimulatedServer[] servers = [Sound with { FailureShare = 1 }, .. Enumerable.Repeat(Sound, 9)];

        Assert.All(Runs(servers, new()), static report => Assert.Equal((report.Calls, 0), (report.Answered, report.Failed)));
        Assert.All(Runs(servers, new() { MaxAttempts = 1 }), static report => Assert.NotEqual(0, report.Failed));
    }

    [Fact]
    public void Hedges_halve_the_tail_for_one_call_in_a_hundred()
    {
        SimulatedServer[] servers = [.. Enumerable.Repeat(Sound with { StragglerShare = 0.01 }, 10)];

        // What is unusually long is measured over half a minute; the report begins when that has gone by.
        var hedged = Runs(servers, new(), maxExtraLoad: 0.011, seconds: 100).ToArray();

        Gate.Holds("Hedging: p99.9", Tail(hedged) / Tail(Runs(servers, new())), 0.5);
        Gate.Holds("Hedging: most attempts for a call", hedged.Max(static report => report.AttemptsPerCall), 1.011, least: 1.001);
    }

    private static double Tail(IEnumerable<BalancingReport> reports) => reports.Average(static report => report.Latency(0.999).TotalSeconds);

    private static IEnumerable<BalancingReport> Runs(SimulatedServer[] servers, RetryOptions retry, double maxExtraLoad = 0, int seconds = 20) =>
        Enumerable.Range(1, 5).Select(seed => new BalancingSimulation
        {
            Servers = servers,
            CallsPerSecond = 1_000,
            Seed = (ulong)seed,
            Duration = TimeSpan.FromSeconds(seconds),
            WarmUpShare = 0.4,
            Retry = retry,
            MaxExtraLoad = maxExtraLoad,
        }.Run());
}
