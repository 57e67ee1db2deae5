using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Tests.Tcp;

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
}
