using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Tests.Wire;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>What a client does when its servers are silent, die and come back.</summary>
public sealed class AvailabilityTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_that_was_started_again_is_greeted_anew_and_begins_no_call_twice()
    {
        var first = await UdpPricesServer.StartAsync();
        var port = first.EndPoint.Port;
        await using var services = UdpPricesServer.ClientOf(first.Address);
        var prices = services.GetRequiredService<IPrices>();
        Assert.Equal("a", await prices.EchoAsync("a", Token));
        await first.KillAsync();
        var time = new FakeTimeProvider();
        await using var second = await UdpPricesServer.StartAsync(port: port, timeProvider: time);
        time.Advance(TimeSpan.FromSeconds(30));

        // Not idempotent; the server proves that it does not know the session, and that it was there before the call, so nobody has begun it.
        Assert.Equal("b", await prices.EchoAsync("b", Token));

        Assert.Equal((1, 1), (first.Prices.Calls, second.Prices.Calls));
        Assert.Equal(1, second.Snapshot.Refusals["NoSession"]);
    }

    [Fact]
    public async Task Call_that_may_have_met_the_server_before_its_restart_is_not_sent_to_it_again()
    {
        var first = await UdpPricesServer.StartAsync();
        var port = first.EndPoint.Port;
        await using var services = UdpPricesServer.ClientOf(first.Address);
        var prices = services.GetRequiredService<IPrices>();
        Assert.Equal("a", await prices.EchoAsync("a", Token));
        await first.KillAsync();

        // It has been there for no time at all.
        await using var second = await UdpPricesServer.StartAsync(port: port, timeProvider: new FakeTimeProvider());

        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => prices.EchoAsync("b", Token));
        Assert.True(exception.MayHaveBeenSent);
        Assert.Equal(0, second.Prices.Calls);
        Assert.Equal("c", await prices.EchoAsync("c", Token));
    }

    [Fact]
    public async Task Client_that_was_silent_for_long_begins_anew_without_losing_a_call()
    {
        await using var server = await UdpPricesServer.StartAsync(static options => options.IdleTimeout = TimeSpan.FromMilliseconds(1));
        await using var services = UdpPricesServer.ClientOf(server.Address);
        var prices = services.GetRequiredService<IPrices>();

        for (var call = 0; call < 3; call++)
        {
            Assert.Equal("x", await prices.EchoAsync("x", Token));
            await Eventually.HoldsAsync(() => server.Snapshot.Sessions == 0);
        }

        Assert.Equal(3, server.Prices.Calls);
    }
}
