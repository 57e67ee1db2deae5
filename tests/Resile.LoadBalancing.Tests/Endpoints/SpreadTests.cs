using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Tests.Policies;

namespace Resile.LoadBalancing.Tests.Endpoints;

/// <summary>How calls are spread over priorities and zones.</summary>
public sealed class SpreadTests
{
    private const int Calls = 4_000;

    [Fact]
    public void Lower_priority_gets_nothing_while_the_first_is_healthy_enough()
    {
        using var rig = Rig("aaaaaaaBB");
        Assert.Equal(0, Share(rig, 'B'));

        // Five of seven, times 1.4, is all that it takes.
        Out(rig, 2);
        Assert.Equal(0, Share(rig, 'B'));
    }

    [Theory, InlineData(3, 0.2), InlineData(5, 0.6), InlineData(7, 1)]
    public void What_the_first_priority_cannot_carry_spills_to_the_next(int away, double spilled)
    {
        using var rig = Rig("aaaaaaaBB");
        Out(rig, away);

        Assert.InRange(Share(rig, 'B'), spilled - 0.03, spilled + 0.03);
    }

    [Fact]
    public void Priority_that_comes_back_gets_its_calls_again()
    {
        using var rig = Rig("aaaaBB");
        Out(rig, 4);
        Assert.Equal(1, Share(rig, 'B'));

        rig.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("1234", string.Concat(Enumerable.Range(0, 4).Select(_ => rig.Call()[0]).Order()));
        Assert.Equal(0, Share(rig, 'B'));
    }

    [Fact]
    public void Last_priority_keeps_half_of_its_endpoints_and_all_priorities_together_are_scaled_up()
    {
        using var rig = Rig("aaBBBB");
        Out(rig, 6);

        Assert.Equal(2, rig.Rotation.Current.InRotation.Length);
        Assert.Equal(1, Share(rig, 'B'));
        var parts = rig.Rotation.Current.Spread!.Parts;
        Assert.Equal((1, 1.0), (parts.Count, parts[0].Share));
    }

    [Fact]
    public void Retry_goes_to_another_priority_where_its_own_has_no_other()
    {
        using var rig = Rig("aB");

        Assert.Equal("2.zone", rig.Call(tried: rig.Endpoint("1.zone")));
    }

    [Fact]
    public void Zone_of_the_client_gets_its_calls_while_it_can_carry_them()
    {
        using var rig = Rig("aaabbbccc", "a");
        Assert.Equal(1, Share(rig, 'a'));

        // Two of eight in one of three zones: 2 / 8 * 3.
        Out(rig, 1);
        Assert.InRange(Share(rig, 'a'), 0.72, 0.78);
        Assert.InRange(Share(rig, 'b'), 0.1, 0.15);

        Out(rig, 3);
        Assert.Equal(0, Share(rig, 'a'));
        Assert.InRange(Share(rig, 'b'), 0.47, 0.53);
        Assert.Contains("Those of priority 0 in zone 'b' get 50 % of the calls now.", Explain(rig, "4"));
    }

    [Fact]
    public void Small_zone_spills_to_those_that_have_more_than_their_part()
    {
        using var rig = Rig("abbbbccccc", "a");

        // A tenth of the endpoints for a third of the clients; the surplus of b and c is 4 / 10 and 5 / 10 less a third.
        Assert.InRange(Share(rig, 'a'), 0.27, 0.33);
        Assert.InRange(Share(rig, 'b'), 0.7 * 0.2857 - 0.03, 0.7 * 0.2857 + 0.03);
    }

    [Theory, InlineData("aabbc", "a"), InlineData("aaabbb", null), InlineData("aaabbb", "z"), InlineData("aaaaaa", "a")]
    public void Zones_do_not_matter_where_there_are_too_few_endpoints_or_no_choice(string endpoints, string? zone)
    {
        using var rig = Rig(endpoints, zone);

        Assert.InRange(Share(rig, 'a'), (double)endpoints.Count('a'.Equals) / endpoints.Length - 0.04, (double)endpoints.Count('a'.Equals) / endpoints.Length + 0.04);
    }

    [Fact]
    public void Zone_can_be_preferred_and_no_longer_while_calls_are_made()
    {
        using var rig = Rig("aaabbb");
        rig.Rotation.Prefer(new("b", 6));
        Assert.Equal(0, Share(rig, 'a'));

        rig.Rotation.Prefer(ZonePreference.None);
        Assert.InRange(Share(rig, 'a'), 0.45, 0.55);
    }

    [Theory, InlineData(LoadBalancingPolicies.Rendezvous), InlineData(LoadBalancingPolicies.Maglev)]
    public void Key_keeps_its_endpoint_while_calls_go_to_several_zones(string policy)
    {
        using var rig = Rig("abbbbccccc", "a", policy);
        var picked = Enumerable.Range(0, 200).ToDictionary(static key => key, key => Pick(rig, key));

        Assert.True(picked.Values.Distinct().Count() > 5);
        Assert.All(picked, each => Assert.Equal(each.Value, Pick(rig, each.Key)));
    }

    [Theory]
    [InlineData(LoadBalancingPolicies.PeakEwma), InlineData(LoadBalancingPolicies.LeastRequests), InlineData(LoadBalancingPolicies.PowerOfTwoChoices)]
    [InlineData(LoadBalancingPolicies.WeightedRoundRobin), InlineData(LoadBalancingPolicies.Random), InlineData(LoadBalancingPolicies.Maglev)]
    public void Every_policy_keeps_to_the_spread_without_allocating(string policy)
    {
        using var rig = Rig("abbbbccccc", "a", policy);
        Assert.InRange(Share(rig, 'a'), 0.26, 0.34);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 1_000; call++)
        {
            rig.Balancer.Release(rig.Acquire(), CallResult.Answered);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Changed_priority_is_taken_over_with_the_list()
    {
        using var rig = Rig("aaB");
        Assert.Equal(0, Share(rig, 'B'));

        rig.Rotation.Replace([.. rig.Rotation.Current.All.ToArray().Select(static endpoint => new EndpointAddress(endpoint.Address))]);

        Assert.InRange(Share(rig, '3'), 0.3, 0.36);
    }

    // The endpoints are named 1, 2 and so on; a letter names the zone, a capital one says that it is of the second priority.
    private static BalancerRig Rig(string endpoints, string? zone = null, string policy = LoadBalancingPolicies.RoundRobin)
    {
        var rig = new BalancerRig(policy, []);
        rig.Rotation.Prefer(new(zone, 6));
        rig.Rotation.Replace([.. endpoints.Select(static (letter, index) => new EndpointAddress(new Uri($"http://{"123456789x"[index]}.zone"))
        {
            Priority = char.IsUpper(letter) ? 1 : 0,
            Zone = letter.ToString(),
        })]);
        return rig;
    }

    private static double Share(BalancerRig rig, char zone) => (double)Enumerable.Range(0, Calls).Count(_ =>
    {
        var lease = rig.Acquire();
        rig.Clock.Advance(TimeSpan.FromMicroseconds(1));
        rig.Balancer.Release(lease, CallResult.Answered);
        return lease.Endpoint!.Zone == zone.ToString() || BalancerRig.NameOf(lease.Endpoint)[0] == zone;
    }) / Calls;

    private static void Out(BalancerRig rig, int count)
    {
        foreach (var endpoint in rig.Rotation.Current.All.ToArray().Take(count).Where(static endpoint => endpoint.State == EndpointState.InRotation))
        {
            rig.Fail(BalancerRig.NameOf(endpoint), CallResult.Unreachable);
        }
    }

    private static string Pick(BalancerRig rig, int key)
    {
        var lease = rig.Acquire(HashKeys.Of(key));
        rig.Balancer.Release(lease, CallResult.Answered);
        return BalancerRig.NameOf(lease.Endpoint);
    }

    private static string Explain(BalancerRig rig, string name) => rig.Balancer.Explain(rig.Endpoint(name + ".zone"), 1);
}
