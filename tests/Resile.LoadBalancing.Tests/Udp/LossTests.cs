using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Tests.Wire;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>What is lost, doubled or overtaken on the way is made good, and nothing is done twice.</summary>
public sealed class LossTests
{
    private const int Calls = 1_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Thousand_calls_through_a_bad_network_all_succeed_and_are_carried_out_once(bool isSealed)
    {
        await using var server = await UdpPricesServer.StartAsync(isSealed: isSealed);
        await using var relay = new LossyRelay(server.EndPoint, seed: 20261125) { Lost = 0.15, Doubled = 0.1, Overtaken = 0.1, Mutilated = isSealed ? 0.1 : 0 };
        await using var services = UdpPricesServer.ClientOf(options => options.Udp.Key = isSealed ? UdpPricesServer.Key : null, relay.Address);
        var prices = services.GetRequiredService<IPrices>();
        var carriedOut = new ConcurrentDictionary<string, int>();
        server.Prices.Echo = (text, _) =>
        {
            carriedOut.AddOrUpdate(text!, 1, static (_, times) => times + 1);
            return Task.FromResult(text);
        };

        // Not idempotent; a few at a time, as callers do.
        await Parallel.ForEachAsync(Enumerable.Range(0, Calls), new ParallelOptions { MaxDegreeOfParallelism = 50, CancellationToken = Token }, async (number, token) =>
            Assert.Equal($"{number}", await prices.EchoAsync($"{number}", token)));

        Assert.Equal(Calls, carriedOut.Count);
        Assert.All(carriedOut.Values, static times => Assert.Equal(1, times));
        Assert.True(server.Snapshot.Repeated > 0, "No request came again: the relay lost nothing.");
        Assert.True(relay.Relayed > 2 * Calls);
        Assert.True(server.Snapshot.Refusals["Replayed"] > 0, "Nothing came twice.");
    }

    [Fact]
    public async Task Request_that_nobody_answers_is_sent_five_times_ever_more_slowly_and_then_given_up()
    {
        var time = new FakeTimeProvider();
        await using var server = await UdpPricesServer.StartAsync();
        await using var relay = new LossyRelay(server.EndPoint, seed: 1);
        await using var services = UdpPricesServer.ClientOf(static _ => { }, time, relay.Address);
        var prices = services.GetRequiredService<IPrices>();
        Assert.Equal("connected", await prices.EchoAsync("connected", Token));
        var swallowed = 0;
        relay.FromClient = _ => Interlocked.Increment(ref swallowed) == 0;

        // Measured, so from the least time on; none of the steps is due before the one that makes it.
        var call = prices.EchoAsync("lost", Token);
        foreach (var (sent, milliseconds) in new[] { (1, 0), (2, 60), (3, 110), (4, 210), (5, 410) })
        {
            time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            await Eventually.HoldsAsync(() => Volatile.Read(ref swallowed) == sent);
        }

        time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(200));

        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => call);
        Assert.True(exception.MayHaveBeenSent);
        Assert.Contains("the request was sent 5 times", exception.Message);
        Assert.Equal(1, server.Prices.Calls);
    }

    [Fact]
    public async Task Only_what_is_idempotent_goes_to_another_endpoint_when_one_falls_silent()
    {
        await using var silent = await UdpPricesServer.StartAsync();
        await using var sound = await UdpPricesServer.StartAsync();
        await using var relay = new LossyRelay(silent.EndPoint, seed: 1);
        await using var services = UdpPricesServer.ClientOf(static options =>
        {
            options.AttemptTimeout = TimeSpan.FromMilliseconds(300);
            options.Operations["EchoAsync"] = new() { Deadline = TimeSpan.FromSeconds(1) };
            options.Ejection.Enabled = false;
        }, relay.Address, sound.Address);
        var prices = services.GetRequiredService<IPrices>();
        await prices.TotalAsync(1m, 1, Token);
        await prices.TotalAsync(1m, 1, Token);
        relay.FromServer = static _ => false;

        for (var call = 0; call < 4; call++)
        {
            Assert.Equal(4m, await prices.TotalAsync(2m, 2, Token));
        }

        // Not idempotent: whoever gets the silent endpoint waits for that one alone.
        var echoes = await Task.WhenAll(Enumerable.Range(0, 2).Select(async number =>
        {
            try
            {
                return await prices.EchoAsync($"{number}", Token);
            }
            catch (DeadlineExceededException)
            {
                return null;
            }
        }));
        Assert.Single(echoes, static echo => echo is null);
    }

    [Fact]
    public async Task Probe_tells_an_endpoint_that_has_gone_from_one_that_is_there()
    {
        await using var first = await UdpPricesServer.StartAsync();
        await using var second = await UdpPricesServer.StartAsync();
        await using var services = UdpPricesServer.ClientOf(static options =>
        {
            (options.Probe.Enabled, options.Probe.FailuresBeforeOut) = (true, 1);
            options.Probe.Interval = options.Probe.Timeout = TimeSpan.FromMilliseconds(100);
        }, first.Address, second.Address);
        Assert.Equal(4m, await services.GetRequiredService<IPrices>().TotalAsync(2m, 2, Token));
        var clients = services.GetRequiredService<IBalancedClients>();
        await Eventually.HoldsAsync(() => first.Snapshot.Sessions == 1 && second.Snapshot.Sessions == 1);

        await first.KillAsync();
        await Eventually.HoldsAsync(() => clients.Snapshot()[0].Endpoints[0].State == EndpointState.Ejected);
        await using var again = await UdpPricesServer.StartAsync(port: first.EndPoint.Port);
        await Eventually.HoldsAsync(() => clients.Snapshot()[0].EndpointsInRotation == 2);
    }
}
