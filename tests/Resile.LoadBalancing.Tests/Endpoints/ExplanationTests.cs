using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Tests.Catalogs;
using Resile.LoadBalancing.Tests.Http;
using Resile.LoadBalancing.Tests.Policies;

namespace Resile.LoadBalancing.Tests.Endpoints;

/// <summary>What is said of why an endpoint gets calls, or gets none.</summary>
public sealed class ExplanationTests
{
    [Fact]
    public void Endpoint_in_rotation_is_explained_by_its_calls_and_its_policy()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.PeakEwma, 1);
        rig.Call(_ =>
        {
            rig.Clock.Advance(TimeSpan.FromMilliseconds(20));
            return CallResult.Answered;
        });

        Assert.Equal("It got 1 of 1 attempts (100 %), and 0 of them failed. It is in rotation. "
            + "It is expected to answer in 20 ms, times 0 in flight and one.", Explain(rig, "a"));
    }

    [Fact]
    public void Endpoint_that_is_passed_by_says_so_and_for_how_long()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.PeakEwma, 1, 1);
        rig.Fail("a", times: 2);

        Assert.EndsWith("It is in rotation, although its last 2 calls failed. Nothing is known yet of how fast it answers. "
            + "It is passed by for another 0.5 s, because its last call failed or was refused.", Explain(rig, "a"));
    }

    [Fact]
    public void Ejected_endpoint_says_why_and_what_comes_next()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.RoundRobin, 1, 1, 1);
        rig.Fail("a", times: 5);
        Assert.Matches(@"out of rotation for another [45](\.\d)? s, because 5 calls failed in a row; then one call tries it\.$", Explain(rig, "a"));

        rig.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.EndsWith("because 5 calls failed in a row; the next call tries it.", Explain(rig, "a"));

        var trial = rig.Acquire();
        Assert.EndsWith("because 5 calls failed in a row; one call is trying it now.", Explain(rig, "a"));

        rig.Balancer.Release(trial, CallResult.Failed);
        Assert.Contains("because the call that tried it failed; then one call tries it.", Explain(rig, "a"));
    }

    [Fact]
    public void Panic_and_warm_up_are_mentioned()
    {
        using var rig = new BalancerRig(LoadBalancingPolicies.RoundRobin, new EjectionOptions { MaxShare = 1, SlowStart = TimeSpan.FromSeconds(20) }, 1, 1, 1);
        rig.Fail("a", CallResult.Unreachable);
        rig.Fail("b", CallResult.Unreachable);
        Assert.EndsWith("because nobody could be reached there; then one call tries it. So few are healthy that it takes calls all the same.", Explain(rig, "a"));

        rig.Clock.Advance(TimeSpan.FromSeconds(6));
        var revived = rig.Call();
        Assert.EndsWith("It is in rotation. It warms up, with 10 % of its weight now.", Explain(rig, revived));
    }

    [Fact]
    public async Task Log_says_why_an_endpoint_left_that_it_stays_away_and_that_it_came_back()
    {
        var clock = new FakeTimeProvider();
        using var logs = new LogReadings();
        var isDown = true;
        await using var client = CatalogClient.Over(new ScriptedHandler(request => isDown && request.RequestUri!.Host == "replica1"
            ? throw new HttpRequestException(HttpRequestError.ConnectionError, "refused") : ScriptedHandler.Json(ScriptedHandler.Chai)),
            timeProvider: clock, extend: clients => clients.Services.AddLogging(logging => logging.AddProvider(logs)));

        await client.Catalog.GetProductAsync(1, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(6));
        await client.Catalog.GetProductAsync(1, TestContext.Current.CancellationToken);
        isDown = false;
        clock.Advance(TimeSpan.FromSeconds(12));
        await client.Catalog.GetProductAsync(1, TestContext.Current.CancellationToken);

        Assert.Collection(logs.All,
            static line => Assert.Matches("^Warning .*'http://replica1/' takes no calls for 00:00:0[45].*, because nobody could be reached there\\.$", line),
            static line => Assert.Matches("^Information .*'http://replica1/' takes no calls for another 00:00:(09|10|11).*, because nobody could be reached there when a call tried it\\.$", line),
            static line => Assert.EndsWith("'http://replica1/' answers again and takes calls.", line));
    }

    private static string Explain(BalancerRig rig, string name) => rig.Balancer.Explain(
        rig.Endpoint(name), rig.Rotation.Current.All.ToArray().Sum(static endpoint => endpoint.Picks));
}
