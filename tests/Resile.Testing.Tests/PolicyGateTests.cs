using System.Collections.Concurrent;

namespace Resile.Testing.Tests;

/// <summary>What the policies are held to, against taking turns: the same arrivals, the production code, and five seeds each.</summary>
public sealed class PolicyGateTests
{
    private static readonly SimulatedServer Sound = new();
    // What several tests compare with, computed once.
    private static readonly ConcurrentDictionary<string, double> TakingTurns = new();

    private static readonly SimulatedServer Slow = Sound with { MeanTime = TimeSpan.FromMilliseconds(100) };

    [Theory, InlineData(LoadBalancingPolicies.PeakEwma, 1), InlineData(LoadBalancingPolicies.PeakEwma, 10)]
    [InlineData(LoadBalancingPolicies.Prequal, 1), InlineData(LoadBalancingPolicies.Prequal, 10)]
    public void One_slow_of_ten_hardly_shows(string policy, int clients)
    {
        Gate.Holds($"One slow of ten, {policy}, {clients} clients: p99", RatioOfP99(policy, [Slow, .. Enumerable.Repeat(Sound, 9)], 500, clients), 0.3);
    }

    [Theory, InlineData(LoadBalancingPolicies.PeakEwma), InlineData(LoadBalancingPolicies.Prequal)]
    public void Two_slow_of_four_hardly_show(string policy) =>
        Gate.Holds($"Two slow of four, {policy}: p99", RatioOfP99(policy, [Slow, Slow, Sound, Sound], 200, clients: 1), 0.3);

    // What only counts calls in flight sees less the fewer a client has: a reason for the default.
    [Fact]
    public void Calls_in_flight_alone_tell_a_slow_server_from_the_others_only_to_a_busy_client()
    {
        SimulatedServer[] servers = [Slow, .. Enumerable.Repeat(Sound, 9)];

        Assert.InRange(RatioOfP99(LoadBalancingPolicies.LeastRequests, servers, 500, clients: 1), 0, 0.7);
        Assert.InRange(RatioOfP99(LoadBalancingPolicies.PowerOfTwoChoices, servers, 500, clients: 10), 0.7, 1.05);
    }

    [Fact]
    public void A_quarter_somewhat_slower_keeps_nearly_every_call_under_a_tenth_of_a_second()
    {
        SimulatedServer[] servers = [.. Enumerable.Repeat(Sound with { MeanTime = TimeSpan.FromMilliseconds(25) }, 5), .. Enumerable.Repeat(Sound, 15)];

        Gate.Holds("A quarter somewhat slower: least share within 100 ms",
            Runs(LoadBalancingPolicies.PeakEwma, servers, 8_160, clients: 1).Min(static report => report.ShareAnsweredWithin(TimeSpan.FromMilliseconds(100))), 1, least: 0.995);
    }

    [Theory, InlineData(LoadBalancingPolicies.PeakEwma, 10), InlineData(LoadBalancingPolicies.PeakEwma, 50)]
    [InlineData(LoadBalancingPolicies.Prequal, 10), InlineData(LoadBalancingPolicies.Prequal, 50)]
    [InlineData(LoadBalancingPolicies.LeastRequests, 10), InlineData(LoadBalancingPolicies.PowerOfTwoChoices, 10)]
    public void Nothing_is_lost_while_all_are_healthy(string policy, int clients) =>
        Gate.Holds($"All healthy, {policy}, {clients} clients: p99", RatioOfP99(policy, [.. Enumerable.Repeat(Sound, 8)], 4_800, clients), 1.05);

    [Theory, InlineData(LoadBalancingPolicies.PeakEwma, 1), InlineData(LoadBalancingPolicies.PeakEwma, 10)]
    [InlineData(LoadBalancingPolicies.Prequal, 1), InlineData(LoadBalancingPolicies.Prequal, 10)]
    public void Sinkhole_attracts_next_to_nothing(string policy, int clients)
    {
        SimulatedServer[] servers = [Sound with { FailureShare = 1 }, .. Enumerable.Repeat(Sound, 9)];

        Gate.Holds($"Sinkhole, {policy}, {clients} clients: largest share of the calls",
            Runs(policy, servers, 500, clients, isEjecting: false).Max(static report => report.Servers[0].Share), 0.005);
    }

    // Passing an endpoint by for seconds after a single failure would leave too few of them here.
    [Fact]
    public void Failures_everywhere_cost_no_capacity() => Assert.InRange(
        RatioOfP99(LoadBalancingPolicies.PeakEwma, [.. Enumerable.Repeat(Sound with { FailureShare = 0.05 }, 8)], 4_800, clients: 10), 0, 1.1);

    [Fact]
    public void Freeze_of_one_costs_a_fifth_of_the_late_calls()
    {
        SimulatedServer[] servers =
            [Sound with { Freezes = [new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2))] }, .. Enumerable.Repeat(Sound, 10)];

        Gate.Holds("Freeze of one of eleven: calls later than a second", Late(LoadBalancingPolicies.PeakEwma, servers) / Late(LoadBalancingPolicies.RoundRobin, servers), 0.2);
    }

    private static double Late(string policy, SimulatedServer[] servers) =>
        Runs(policy, servers, 500, clients: 1).Average(static report => 1 - report.ShareAnsweredWithin(TimeSpan.FromSeconds(1)));

    private static double RatioOfP99(string policy, SimulatedServer[] servers, double callsPerSecond, int clients) =>
        P99(policy, servers, callsPerSecond, clients) / TakingTurns.GetOrAdd($"{clients} {callsPerSecond} {string.Concat<SimulatedServer>(servers)}",
            _ => P99(LoadBalancingPolicies.RoundRobin, servers, callsPerSecond, clients));

    private static double P99(string policy, SimulatedServer[] servers, double callsPerSecond, int clients) =>
        Runs(policy, servers, callsPerSecond, clients).Average(static report => report.Latency(0.99).TotalSeconds);

    private static IEnumerable<BalancingReport> Runs(
        string policy, SimulatedServer[] servers, double callsPerSecond, int clients, bool isEjecting = true) =>
        Enumerable.Range(1, 5).Select(seed => new BalancingSimulation
        {
            Policy = policy,
            Servers = servers,
            CallsPerSecond = callsPerSecond,
            Clients = clients,
            Seed = (ulong)seed,
            Duration = TimeSpan.FromSeconds(20),
            Ejection = new() { Enabled = isEjecting },
        }.Run());
}
