using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Tests.Policies;

/// <summary>What each policy picks.</summary>
public sealed class PolicyTests
{
    public static TheoryData<string> Names => [.. new LoadBalancerCatalog([]).Names];

    [Fact]
    public void Weighted_round_robin_spreads_turns_smoothly()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.WeightedRoundRobin, 5, 1, 1);

        Assert.Equal("aabacaaaabacaa", Calls(rig, 14));
    }

    [Fact]
    public void Weighted_round_robin_takes_a_changed_weight_over()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.WeightedRoundRobin, 1, 1);
        Calls(rig, 2);
        rig.List(("a", 1), ("b", 3));

        Assert.Equal(30, Calls(rig, 40).Count(static name => name == 'b'));
    }

    [Fact]
    public void Weighted_round_robin_owes_an_endpoint_nothing_for_its_time_away()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.WeightedRoundRobin, 1, 1, 1);
        rig.Fail("a", CallResult.Unreachable);
        Calls(rig, 11);
        rig.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("a", rig.Call());

        Assert.InRange(Calls(rig, 6).Count(static name => name == 'a'), 1, 3);
    }

    [Fact]
    public void Round_robin_takes_turns_whatever_the_weights()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.RoundRobin, 5, 1, 1);

        Assert.Equal("abcabc", Calls(rig, 6));
    }

    [Fact]
    public void Random_keeps_to_the_weights()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.Random, 6, 3, 1);

        var calls = Calls(rig, 10_000);

        Assert.InRange(calls.Count(static name => name == 'a'), 5_800, 6_200);
        Assert.InRange(calls.Count(static name => name == 'b'), 2_800, 3_200);
    }

    [Fact]
    public void Peak_ewma_prefers_the_endpoint_that_answers_faster()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.PeakEwma, 1, 1, 1);
        var calls = Timed(rig, 1_000, static name => name == "a" ? 100 : 10);

        Assert.InRange(calls.Count(static name => name == 'a'), 1, 20);
    }

    [Fact]
    public void Peak_ewma_gives_a_heavier_endpoint_more_at_the_same_speed()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.PeakEwma, 3, 1);
        Timed(rig, 100, static _ => 10);
        var leases = Enumerable.Range(0, 40).Select(_ => rig.Acquire()).ToArray();

        Assert.InRange(leases.Count(static lease => BalancerRig.NameOf(lease.Endpoint) == "a"), 28, 32);
    }

    [Theory, InlineData(CallResult.Failed), InlineData(CallResult.Overloaded)]
    public void Peak_ewma_does_not_fall_for_an_endpoint_that_refuses_fast(CallResult result)
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.PeakEwma, new EjectionOptions { Enabled = false }, Enumerable.Repeat(1, 10).ToArray());
        var calls = Timed(rig, 10_000, static name => name == "a" ? 1 : 10, name => name == "a" ? result : CallResult.Answered);

        Assert.InRange(calls.Count(static name => name == 'a'), 1, 50);
    }

    [Fact]
    public void Least_requests_goes_where_fewest_calls_wait()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.LeastRequests, 1, 1, 1);
        rig.Take("a");
        rig.Take("a");
        rig.Take("c");

        Assert.Equal("b", rig.Call());
        rig.Take("b");
        rig.Take("b");
        Assert.Equal("c", rig.Call());
    }

    [Theory, InlineData(LoadBalancingPolicies.LeastRequests, 30, 30), InlineData(LoadBalancingPolicies.PowerOfTwoChoices, 26, 34)]
    public void Calls_in_flight_settle_by_weight(string policy, int least, int most)
    {
        using var rig = new BalancerRig(policy, 3, 1);
        var leases = Enumerable.Range(0, 40).Select(_ => rig.Acquire()).ToArray();

        Assert.InRange(leases.Count(static lease => BalancerRig.NameOf(lease.Endpoint) == "a"), least, most);
    }

    [Fact]
    public void Two_choices_never_pick_the_busiest_endpoint_and_draw_the_others_alike()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.PowerOfTwoChoices, 1, 1, 1, 1);
        rig.Take("a");

        var calls = Calls(rig, 9_000);

        Assert.DoesNotContain('a', calls);
        Assert.All("bcd", name => Assert.InRange(calls.Count(called => called == name), 2_800, 3_200));
    }

    [Fact]
    public void Two_choices_look_at_two_endpoints_and_not_at_all()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.PowerOfTwoChoices, 1, 1, 1, 1);
        rig.Take("a");
        rig.Take("b");
        rig.Take("c");

        // The idle one is in half of the pairs; whoever looked at all would always pick it.
        Assert.InRange(Calls(rig, 10_000).Count(static name => name == 'd'), 4_800, 5_200);
    }

    [Theory, MemberData(nameof(Names))]
    public void Retry_goes_to_another_endpoint_and_nowhere_if_there_is_none(string policy)
    {
        using var two = new BalancerRig(policy, 1, 9);
        using var one = new BalancerRig(policy, 1);
        using var many = new BalancerRig(policy, Enumerable.Range(1, 20).ToArray());

        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal("a", two.Call(tried: two.Endpoint("b"))));
        Assert.Equal("-", one.Call(tried: one.Endpoint("a")));
        Assert.All(Enumerable.Range(0, 200), _ => Assert.NotEqual("t", many.Call(tried: many.Endpoint("t"))));
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_endpoint_gets_calls_in_any_number(string policy)
    {
        foreach (var count in new[] { 1, 2, 8, 9, 20 })
        {
            using var rig = new BalancerRig(policy, Enumerable.Repeat(1, count).ToArray());

            Assert.Equal(count, Timed(rig, 500, static _ => 10).Distinct().Count());
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Nobody_to_pick_is_nobody(string policy)
    {
        using var rig = new BalancerRig(policy);

        Assert.Equal("-", rig.Call());
    }

    [Fact]
    public void Policy_that_picks_what_is_gone_is_told_so()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.Random, 1);
        using var metrics = new LoadBalancing.Telemetry.BalancingMetrics(null, static () => []);
        var stuck = new Balancer(new Stuck(rig.Endpoint("a")), rig.Rotation, rig.Clock, new("Test", metrics), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        rig.List(("b", 1));

        Assert.Contains(nameof(Stuck), Assert.Throws<InvalidOperationException>(() => stuck.Acquire(0)).Message);
    }

    private static string Calls(BalancerRig rig, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => rig.Call()));

    private static string Timed(BalancerRig rig, int count, Func<string, int> milliseconds, Func<string, CallResult>? result = null) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => rig.Call(name =>
        {
            rig.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds(name)));
            return result?.Invoke(name) ?? CallResult.Answered;
        })));

    private sealed class Stuck(LoadBalancing.Endpoints.Endpoint endpoint) : LoadBalancer
    {
        public override LoadBalancing.Endpoints.Endpoint? Pick(LoadBalancing.Endpoints.EndpointSet endpoints, in PickContext context) => endpoint;
    }
}
