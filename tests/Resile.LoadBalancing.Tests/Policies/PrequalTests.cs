using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Tests.Policies;

/// <summary>What Prequal makes of what servers say.</summary>
public sealed class PrequalTests
{
    [Fact]
    public void Fastest_of_those_with_little_to_do_is_picked()
    {
        using var rig = Rig(3);
        Say(rig, "a", inFlight: 1, milliseconds: 20);
        Say(rig, "b", inFlight: 3, milliseconds: 10);
        Say(rig, "c", inFlight: 0, milliseconds: 30);

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal("b", Pick(rig)));
    }

    [Fact]
    public void Fast_one_that_has_much_to_do_is_passed_by()
    {
        using var rig = Rig(3);
        Say(rig, "a", inFlight: 1, milliseconds: 20);
        Say(rig, "b", inFlight: 50, milliseconds: 10);
        Say(rig, "c", inFlight: 0, milliseconds: 30);

        Assert.Equal("a", Pick(rig));
    }

    [Fact]
    public void Least_busy_is_picked_where_all_have_much_to_do()
    {
        using var rig = Rig(3);
        Say(rig, "a", inFlight: 60, milliseconds: 10);
        Say(rig, "b", inFlight: 50, milliseconds: 20);
        Say(rig, "c", inFlight: 40, milliseconds: 30);

        Assert.Equal("c", Pick(rig));
    }

    [Fact]
    public void Much_to_do_is_what_most_have_not()
    {
        using var rig = Rig(2);
        for (var call = 0; call < 500; call++)
        {
            Say(rig, "a", inFlight: 40, milliseconds: 10);
            Say(rig, "b", inFlight: 41, milliseconds: 20);
        }

        Assert.Equal("a", Pick(rig));
    }

    [Fact]
    public void Endpoint_that_failed_comes_last()
    {
        using var rig = Rig(2);
        Say(rig, "a", inFlight: 0, milliseconds: 10);
        Say(rig, "b", inFlight: 90, milliseconds: 90);
        rig.Fail("a");

        Assert.Equal("b", Pick(rig));
        Assert.EndsWith("It is passed by for another 0.3 s, because its last call failed or was refused.", rig.Balancer.Explain(rig.Endpoint("a"), 3));
    }

    [Fact]
    public void What_was_heard_is_forgotten_after_a_while()
    {
        using var rig = Rig(2);
        Say(rig, "a", inFlight: 50, milliseconds: 10);
        Say(rig, "b", inFlight: 0, milliseconds: 20);
        Assert.Equal("b", Pick(rig));

        rig.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("a", Pick(rig));
        Say(rig, "b", inFlight: 0, milliseconds: 200);
        Say(rig, "a", inFlight: 0, milliseconds: 20);
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        Say(rig, "a", inFlight: 0, milliseconds: 20);
        Assert.Equal("b", Pick(rig));
    }

    [Fact]
    public void Server_that_says_nothing_is_judged_by_the_calls_of_the_client()
    {
        using var rig = Rig(2);
        var leases = Enumerable.Range(0, 100).Select(_ => rig.Acquire()).ToArray();

        Assert.InRange(leases.Count(static lease => BalancerRig.NameOf(lease.Endpoint) == "a"), 45, 55);
    }

    [Fact]
    public void Candidates_of_many_are_different_ones_and_all_get_their_turn()
    {
        using var rig = Rig(20);
        for (var index = 0; index < 20; index++)
        {
            Say(rig, ((char)('a' + index)).ToString(), inFlight: 0, milliseconds: 10 + index);
        }

        var picked = Enumerable.Range(0, 2_000).Select(_ => Pick(rig)).GroupBy(static name => name).ToDictionary(static each => each.Key, static each => each.Count());

        // The fastest of eight out of twenty: eight in twenty times it is the first, and never one of the last seven.
        Assert.InRange(picked["a"], 700, 900);
        Assert.DoesNotContain(picked.Keys, static name => name[0] > 'a' + 12);
    }

    [Fact]
    public void Warm_up_is_heeded_once()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.Prequal, new EjectionOptions { SlowStart = TimeSpan.FromSeconds(20) }, 1, 1);
        rig.List(("a", 1), ("b", 1), ("c", 1));
        rig.Clock.Advance(TimeSpan.FromSeconds(10));
        var leases = Enumerable.Range(0, 50).Select(_ => rig.Acquire()).ToArray();

        Assert.InRange(leases.Count(static lease => BalancerRig.NameOf(lease.Endpoint) == "c"), 9, 11);
    }

    private static BalancerRig Rig(int count) => new(LoadBalancingPolicies.Prequal, Enumerable.Repeat(1, count).ToArray());

    private static void Say(BalancerRig rig, string name, int inFlight, int milliseconds)
    {
        var lease = rig.Take(name);
        rig.Balancer.Release(lease, CallResult.Answered, load: new ServerLoad(inFlight, TimeSpan.FromMilliseconds(milliseconds)));
    }

    private static string Pick(BalancerRig rig)
    {
        var lease = rig.Acquire();
        rig.Balancer.Release(lease, CallResult.Cancelled);
        return BalancerRig.NameOf(lease.Endpoint);
    }
}
