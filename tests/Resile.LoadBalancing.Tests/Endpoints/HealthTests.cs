using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Tests.Policies;

namespace Resile.LoadBalancing.Tests.Endpoints;

/// <summary>What the rotation sees beyond failures in a row: rates of success, a warm-up, and when health says nothing any more.</summary>
public sealed class HealthTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10.1);

    [Fact]
    public void Endpoint_that_fails_far_more_often_than_the_others_is_ejected()
    {
        using var rig = Rig(new(), 5);
        Traffic(rig, failEvery: 4);

        Assert.Equal("bcde", rig.InRotation);
    }

    [Fact]
    public void Rates_are_compared_among_five_with_enough_calls()
    {
        using var few = Rig(new(), 4);
        Traffic(few, failEvery: 4);
        using var quiet = Rig(new() { SuccessRateCalls = 1_000 }, 5);
        Traffic(quiet, failEvery: 4);
        using var off = Rig(new() { SuccessRateInterval = TimeSpan.Zero }, 5);
        Traffic(off, failEvery: 4);

        Assert.Equal("abcd", few.InRotation);
        Assert.Equal("abcde", quiet.InRotation);
        Assert.Equal("abcde", off.InRotation);
    }

    // Far more than 1.9 standard deviations below the mean, and yet nothing to act on.
    [Fact]
    public void Rare_failures_among_none_eject_nobody()
    {
        using var rig = Rig(new(), 10);
        Traffic(rig, failEvery: 50);

        Assert.Equal("abcdefghij", rig.InRotation);
    }

    [Fact]
    public void Rates_eject_no_more_than_may_be_away()
    {
        using var rig = Rig(new() { MaxShare = 0.2, Duration = TimeSpan.FromMinutes(1) }, 6);
        rig.Fail("f", CallResult.Unreachable);
        Traffic(rig, failEvery: 4);

        Assert.Equal("abcde", rig.InRotation);
    }

    [Fact]
    public void Long_healthy_time_ends_the_doubling_of_the_times_away()
    {
        using var rig = Rig(new(), 5);
        for (var round = 0; round < 3; round++)
        {
            Traffic(rig, failEvery: 4);
            Assert.Equal("bcde", rig.InRotation);
            Assert.InRange(rig.Endpoint("a").Health.LastBan.TotalSeconds, 4.5, 5.5);

            rig.Clock.Advance(TimeSpan.FromSeconds(6));
            Assert.Equal("a", rig.Call());
            rig.Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public void Health_is_ignored_where_too_few_are_healthy()
    {
        using var rig = Rig(new() { MaxShare = 1 }, 4);
        rig.Fail("a", CallResult.Unreachable);
        rig.Fail("b", CallResult.Unreachable);
        Assert.Equal("cd", rig.InRotation);

        rig.Fail("c", CallResult.Unreachable);

        Assert.Equal("abcd", rig.InRotation);
        Assert.Equal(EndpointState.Ejected, rig.Endpoint("a").State);

        rig.Clock.Advance(TimeSpan.FromSeconds(6));
        rig.Call();
        rig.Call();
        Assert.Equal(3, rig.Rotation.Current.All.ToArray().Count(static endpoint => endpoint.State == EndpointState.InRotation));
        Assert.Equal(3, rig.InRotation.Length);
    }

    [Theory]
    [InlineData(LoadBalancingPolicies.RoundRobin), InlineData(LoadBalancingPolicies.Random), InlineData(LoadBalancingPolicies.WeightedRoundRobin)]
    public void Endpoint_that_comes_back_warms_up_by_turns(string policy)
    {
        using var rig = Rig(new() { SlowStart = TimeSpan.FromSeconds(20) }, 4, policy);
        rig.Fail("a", CallResult.Unreachable);
        rig.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("a", rig.Call());

        // A quarter of the turns, a tenth of them used; half of them at half of the time.
        Assert.InRange(CallsOfA(rig), 10, 70);
        rig.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.InRange(CallsOfA(rig), 100, 190);
        rig.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.InRange(CallsOfA(rig), 215, 285);
    }

    [Fact]
    public void Endpoint_that_warms_up_counts_as_lighter_where_loads_are_weighed()
    {
        using var rig = Rig(new() { SlowStart = TimeSpan.FromSeconds(20) }, 2, LoadBalancingPolicies.LeastRequests);
        rig.List(("a", 1), ("b", 1), ("c", 1));
        rig.Clock.Advance(TimeSpan.FromSeconds(10));
        var leases = Enumerable.Range(0, 50).Select(_ => rig.Acquire()).ToArray();

        Assert.Equal(10, leases.Count(static lease => BalancerRig.NameOf(lease.Endpoint) == "c"));
    }

    private static BalancerRig Rig(EjectionOptions options, int count, string policy = LoadBalancingPolicies.RoundRobin) =>
        new(policy, options, Enumerable.Repeat(1, count).ToArray());

    private static int CallsOfA(BalancerRig rig) => Enumerable.Range(0, 1_000).Count(_ => rig.Call() == "a");

    // The first judgement only notes where the counts stand; the second compares.
    private static void Traffic(BalancerRig rig, int failEvery)
    {
        var calls = 0;
        rig.Call();
        for (var call = 0; call < 2_000; call++)
        {
            rig.Call(name => name == "a" && ++calls % failEvery == 0 ? CallResult.Failed : CallResult.Answered);
        }

        rig.Clock.Advance(Interval);
        rig.Call();
    }
}
