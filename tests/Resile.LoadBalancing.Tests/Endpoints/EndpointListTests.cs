using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Tests.Policies;

namespace Resile.LoadBalancing.Tests.Endpoints;

/// <summary>How lists of endpoints are taken over.</summary>
public sealed class EndpointListTests
{
    [Fact]
    public void Endpoint_that_stays_on_the_list_keeps_its_record_and_its_connections()
    {
        using var rig = RoundRobin(2);
        var kept = rig.Endpoint("b");
        rig.Fail("b", times: 3);

        rig.List(("b", 7), ("c", 1), ("c", 1));

        Assert.Same(kept, rig.Endpoint("b"));
        Assert.Equal((7, 3), (kept.Weight, kept.Health.ConsecutiveFailures));
        Assert.Equal(("bc", 1), (rig.InRotation, rig.Closed));
    }

    [Fact]
    public void Endpoint_that_is_removed_ends_its_calls_before_its_connections_close()
    {
        using var rig = RoundRobin(2);
        var first = rig.Take("a");
        var second = rig.Take("a");

        rig.List(("b", 1));
        Assert.Equal((0, "b"), (rig.Closed, rig.Call()));
        rig.Balancer.Release(first, CallResult.Answered);
        Assert.Equal(0, rig.Closed);
        rig.Balancer.Release(second, CallResult.Failed);

        Assert.Equal(1, rig.Closed);
    }

    [Fact]
    public void List_is_taken_over_whole_or_not_at_all()
    {
        using var rig = RoundRobin(1);
        var closed = 0;
        var rotation = new EndpointRotation(rig.Clock, new RandomSource(1), new EjectionOptions(), address => address.Uri.Host == "bad"
            ? throw new InvalidOperationException("no handler")
            : new Endpoint(address) { Transport = new Closing(() => closed++) }, static _ => { });

        Assert.Throws<InvalidOperationException>(() => rotation.Replace([new(new Uri("http://good")), new(new Uri("http://bad"))]));

        Assert.Equal((1, 0), (closed, rotation.Current.All.Length));
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(10_001)]
    public void Weight_that_is_none_is_refused_wherever_it_comes_from(int weight) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EndpointAddress(new Uri("http://a"), weight));

    [Theory, InlineData("/a"), InlineData("http://user:secret@a")]
    public void Address_that_is_none_or_carries_a_password_is_refused_without_showing_it(string uri) =>
        Assert.DoesNotContain("secret", Assert.Throws<ArgumentException>(() => new EndpointAddress(new Uri(uri, UriKind.RelativeOrAbsolute))).Message);

    private static BalancerRig RoundRobin(int count) => new(LoadBalancingPolicies.RoundRobin, Enumerable.Repeat(1, count).ToArray());

    private sealed class Closing(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}
