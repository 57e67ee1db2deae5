using System.Globalization;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Tests.Policies;

namespace Resile.LoadBalancing.Tests.Endpoints;

/// <summary>How many clients share many endpoints, each using a few of them.</summary>
public sealed class SubsetTests
{
    [Theory, InlineData(100, 200), InlineData(97, 200), InlineData(100, 37), InlineData(1_000, 333), InlineData(20, 5)]
    public void Every_endpoint_gets_the_same_share_of_the_clients(int endpoints, int clients)
    {
        var load = new Dictionary<Uri, double>();
        var users = new Dictionary<Uri, int>();
        foreach (var client in Enumerable.Range(0, clients))
        {
            var part = EndpointSubset.Of(Many(endpoints), Options(client, clients));
            var whole = part.Sum(static endpoint => (double)endpoint.Weight);
            foreach (var endpoint in part)
            {
                load[endpoint.Uri] = load.GetValueOrDefault(endpoint.Uri) + (endpoint.Weight / whole);
                users[endpoint.Uri] = users.GetValueOrDefault(endpoint.Uri) + 1;
            }
        }

        // Whole weights are exact to a hundredth of an endpoint.
        Assert.Equal(endpoints, load.Count);
        Assert.InRange(load.Values.Max() / load.Values.Average(), 0.999, 1.01);
        if ((endpoints, clients) == (100, 200))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"12 of 100 for 200 clients: at most {users.Values.Max() / users.Values.Average():0.000} of the mean");
            Assert.InRange(users.Values.Max() / users.Values.Average(), 0.999, 1.1);
        }
    }

    [Fact]
    public void Client_uses_as_many_as_it_was_told_and_one_more_at_most()
    {
        var sizes = Enumerable.Range(0, 200).Select(static client => EndpointSubset.Of(Many(100), Options(client, 200)).Count).ToArray();

        Assert.Equal([12, 13], sizes.Distinct().Order());
    }

    [Fact]
    public void Order_of_the_list_does_not_matter()
    {
        var ordered = EndpointSubset.Of(Many(100), Options(7, 200)).ToHashSet();

        Assert.True(ordered.SetEquals(EndpointSubset.Of([.. Many(100).Reverse()], Options(7, 200))));
    }

    [Fact]
    public void Endpoint_that_leaves_moves_few_of_the_others()
    {
        var changed = Enumerable.Range(0, 200).Select(static client =>
        {
            var before = EndpointSubset.Of(Many(100), Options(client, 200)).Select(static endpoint => endpoint.Uri);
            return EndpointSubset.Of([.. Many(100).Skip(1)], Options(client, 200)).Select(static endpoint => endpoint.Uri).Except(before).Count();
        }).ToArray();

        Assert.InRange(changed.Max(), 0, 3);
        Assert.InRange(changed.Average(), 0, 1.2);
    }

    [Theory, InlineData(0, 0, 200), InlineData(12, 0, 1), InlineData(100, 3, 200), InlineData(500, 3, 200)]
    public void All_endpoints_are_used_where_nothing_else_is_asked_for(int size, int client, int clients)
    {
        var part = EndpointSubset.Of(Many(100), new() { Size = size, ClientIndex = client, ClientCount = clients });

        Assert.Equal(100, part.Count);
        Assert.All(part, static endpoint => Assert.Equal(1, endpoint.Weight));
    }

    [Fact]
    public void Priorities_and_zones_are_chosen_from_by_themselves()
    {
        var endpoints = Many(90).Select(static (endpoint, index) => endpoint with { Zone = "abc"[index % 3].ToString(), Priority = index / 45 });

        var part = EndpointSubset.Of([.. endpoints], new() { Size = 3, ClientIndex = 1, ClientCount = 5 });

        Assert.Equal(6, part.GroupBy(static endpoint => (endpoint.Zone, endpoint.Priority)).Count());
        Assert.All(part.GroupBy(static endpoint => (endpoint.Zone, endpoint.Priority)), static ring => Assert.InRange(ring.Count(), 3, 4));
    }

    [Fact]
    public void Heaviest_weight_stays_within_its_limit()
    {
        var part = EndpointSubset.Of([.. Many(10).Select(static endpoint => endpoint with { Weight = EndpointAddress.MaxWeight })], new() { Size = 3, ClientIndex = 1, ClientCount = 7 });

        Assert.Equal(EndpointAddress.MaxWeight, part.Max(static endpoint => endpoint.Weight));
        Assert.All(part, static endpoint => Assert.InRange(endpoint.Weight, 1, EndpointAddress.MaxWeight));
    }

    [Fact]
    public void Subset_can_be_changed_while_calls_are_made()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.RoundRobin, []);
        rig.Rotation.Replace(Many(100));
        Assert.Equal(100, rig.Rotation.Current.All.Length);

        rig.Rotation.Choose(Options(0, 100));
        Assert.Equal((12, 100, 88), (rig.Rotation.Current.All.Length, rig.Rotation.Listed.Count, rig.Closed));

        rig.Rotation.Choose(new());
        Assert.Equal(100, rig.Rotation.Current.All.Length);
    }

    private static SubsetOptions Options(int client, int clients) => new() { Size = 12, ClientIndex = client, ClientCount = clients };

    private static EndpointAddress[] Many(int count) =>
        [.. Enumerable.Range(1, count).Select(static number => new EndpointAddress(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://10.0.0.1:{number}"))))];
}
