using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Tests.Tcp;

namespace Resile.LoadBalancing.Tests.Udp;

/// <summary>What a client does when its servers are busy, stop, die and come back.</summary>
public sealed class AvailabilityTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_that_was_not_processed_goes_elsewhere_whatever_it_does()
    {
        await using var full = await UdpPricesServer.StartAsync(static options => options.MaxConcurrentCalls = 1);
        await using var free = await UdpPricesServer.StartAsync();
        using var holding = new CancellationTokenSource();
        full.Prices.Forget = free.Prices.Forget = token => Task.Delay(Timeout.Infinite, token);
        await using var blocker = UdpPricesServer.ClientOf(full.Address);
        var blocked = blocker.GetRequiredService<IPrices>().ForgetAsync(holding.Token);
        await PricesServer.UntilAsync(() => full.Snapshot.InFlight == 1);
        await using var services = UdpPricesServer.ClientOf(full.Address, free.Address);
        var prices = services.GetRequiredService<IPrices>();

        // Echo is not idempotent.
        for (var call = 0; call < 10; call++)
        {
            Assert.Equal("x", await prices.EchoAsync("x", Token));
        }

        Assert.Equal((1, 10), (full.Prices.Calls, free.Prices.Calls));
        Assert.True(full.Snapshot.Refusals["TooManyCalls"] > 0);
        await holding.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocked);
    }

    [Fact]
    public async Task Endpoint_where_nobody_listens_is_replaced_by_another_whatever_the_call_does()
    {
        var gone = await UdpPricesServer.StartAsync();
        await using var sound = await UdpPricesServer.StartAsync();
        await gone.DisposeAsync();
        await using var services = UdpPricesServer.ClientOf(gone.Address, sound.Address);
        var prices = services.GetRequiredService<IPrices>();

        for (var call = 0; call < 6; call++)
        {
            Assert.Equal("y", await prices.EchoAsync("y", Token));
        }
    }

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
            await PricesServer.UntilAsync(() => server.Snapshot.Sessions == 0);
        }

        Assert.Equal(3, server.Prices.Calls);
    }

    [Fact]
    public async Task Server_that_stops_lets_running_calls_end_and_takes_no_further_ones()
    {
        await using var stopping = await UdpPricesServer.StartAsync();
        await using var other = await UdpPricesServer.StartAsync();
        var released = new TaskCompletionSource();
        stopping.Prices.Echo = async (text, _) =>
        {
            await released.Task;
            return text;
        };
        await using var services = UdpPricesServer.ClientOf(stopping.Address);
        await using var both = UdpPricesServer.ClientOf(stopping.Address, other.Address);
        await both.GetRequiredService<IPrices>().TotalAsync(1m, 1, Token);
        await both.GetRequiredService<IPrices>().TotalAsync(1m, 1, Token);

        var running = services.GetRequiredService<IPrices>().EchoAsync("running", Token);
        await PricesServer.UntilAsync(() => stopping.Snapshot.InFlight == 1);
        var stop = stopping.StopAsync(Token);
        for (var call = 0; call < 10; call++)
        {
            Assert.Equal("further", await both.GetRequiredService<IPrices>().EchoAsync("further", Token));
        }

        Assert.False(stop.IsCompleted);
        released.SetResult();
        Assert.Equal("running", await running);
        await stop.WaitAsync(TimeSpan.FromSeconds(60), Token);
    }
}
