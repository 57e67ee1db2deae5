using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Tests.Wire;

namespace Resile.LoadBalancing.Tests.Tcp;

/// <summary>Calls over real sockets.</summary>
public sealed class TcpCallTests : CallTests
{
    [Fact]
    public async Task Calls_of_every_shape_are_answered()
    {
        await using var server = await TcpPricesServer.StartAsync();
        await using var services = TcpPricesServer.ClientOf(server.Address);
        var prices = services.GetRequiredService<IPrices>();

        Assert.Equal(55.5m, await prices.TotalAsync(18.5m, 3, Token));
        Assert.Equal("más \"tea\" & more", await prices.EchoAsync("más \"tea\" & more", Token));
        Assert.Null(await prices.EchoAsync(null, Token));
        await prices.ForgetAsync(Token);
    }

    [Fact]
    public async Task Many_calls_share_one_connection_and_get_their_own_answers()
    {
        await using var server = await TcpPricesServer.StartAsync(static options => options.MaxConcurrentCalls = 10_000);
        var both = new TaskCompletionSource();
        server.Prices.Echo = async (text, token) =>
        {
            // The first is answered last: nobody waits for the one before.
            if (text == "0")
            {
                await both.Task.WaitAsync(token);
            }

            return text;
        };
        await using var services = TcpPricesServer.ClientOf(server.Address);
        var prices = services.GetRequiredService<IPrices>();

        var first = prices.EchoAsync("0", Token);
        var others = await Task.WhenAll(Enumerable.Range(1, 2_000).Select(number => prices.EchoAsync($"{number}", Token)));

        Assert.False(first.IsCompleted);
        Assert.Equal(1, server.Snapshot.Connections);
        Assert.Equal(Enumerable.Range(1, 2_000).Select(static number => $"{number}"), others);
        both.SetResult();
        Assert.Equal("0", await first);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public async Task Payloads_of_any_size_within_the_limits_travel(int length)
    {
        await using var server = await TcpPricesServer.StartAsync();
        await using var services = TcpPricesServer.ClientOf(server.Address);
        var text = new string('x', length);

        Assert.Equal(text, await services.GetRequiredService<IPrices>().EchoAsync(text, Token));
    }

    [Fact]
    public async Task Endpoint_that_dies_during_a_call_is_replaced_by_another_where_that_is_safe()
    {
        await using var dying = await TcpPricesServer.StartAsync();
        await using var sound = await TcpPricesServer.StartAsync();
        dying.Prices.Echo = static async (text, _) =>
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return text;
        };
        await using var services = TcpPricesServer.ClientOf(dying.Address);
        await using var both = TcpPricesServer.ClientOf(dying.Address, sound.Address);

        var unsafely = services.GetRequiredService<IPrices>().EchoAsync("x", Token);
        await Eventually.HoldsAsync(() => dying.Snapshot.InFlight == 1);
        await dying.KillAsync();

        var lost = await Assert.ThrowsAsync<EndpointUnreachableException>(() => unsafely);
        Assert.True(lost.MayHaveBeenSent);
        for (var call = 0; call < 6; call++)
        {
            // To the dead one nothing can be sent, so even what is not idempotent goes to the other.
            Assert.Equal("y", await both.GetRequiredService<IPrices>().EchoAsync("y", Token));
            Assert.Equal(4m, await both.GetRequiredService<IPrices>().TotalAsync(2m, 2, Token));
        }
    }

    [Fact]
    public async Task Client_returns_to_an_endpoint_that_is_started_again()
    {
        var first = await TcpPricesServer.StartAsync();
        var port = first.EndPoint.Port;
        await using var services = TcpPricesServer.ClientOf(first.Address);
        var prices = services.GetRequiredService<IPrices>();
        Assert.Equal("a", await prices.EchoAsync("a", Token));
        await first.DisposeAsync();
        await Assert.ThrowsAsync<EndpointUnreachableException>(() => prices.EchoAsync("b", Token));

        await using var second = await TcpPricesServer.StartAsync(port: port);

        Assert.Equal("c", await prices.EchoAsync("c", Token));
    }

    [Fact]
    public async Task Request_longer_than_the_server_takes_is_not_sent()
    {
        await using var server = await TcpPricesServer.StartAsync(static options => options.MaxRequestBytes = 1_000);
        await using var services = TcpPricesServer.ClientOf(server.Address);
        var prices = services.GetRequiredService<IPrices>();

        var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => prices.EchoAsync(new string('x', 1_000), Token));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, exception.StatusCode);
        Assert.Contains("1000 bytes", exception.Body);
        Assert.Equal("x", await prices.EchoAsync("x", Token));
        Assert.Equal(1, server.Prices.Calls);
    }

    [Fact]
    public async Task Reply_longer_than_the_client_takes_is_an_error()
    {
        await using var server = await TcpPricesServer.StartAsync();
        await using var services = TcpPricesServer.ClientOf(static options => options.MaxReplyBytes = 100, server.Address);
        var prices = services.GetRequiredService<IPrices>();

        var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => prices.EchoAsync(new string('x', 200), Token));

        Assert.Contains("takes 100", exception.Body);
        Assert.Equal("x", await prices.EchoAsync("x", Token));
    }

    [Fact]
    public async Task Client_that_is_disposed_of_leaves_its_servers()
    {
        await using var server = await TcpPricesServer.StartAsync();
        await using (var services = TcpPricesServer.ClientOf(server.Address))
        {
            await services.GetRequiredService<IPrices>().ForgetAsync(Token);
            Assert.Equal(1, server.Snapshot.Connections);
        }

        await Eventually.HoldsAsync(() => server.Snapshot.Connections == 0);
    }

    private protected override async Task<PricesServer> StartAsync(int maxConcurrentCalls = 1_024) =>
        await TcpPricesServer.StartAsync(options => options.MaxConcurrentCalls = maxConcurrentCalls);

    private protected override ServiceProvider ClientOf(Action<LoadBalancedOptions> configure, params string[] addresses) =>
        TcpPricesServer.ClientOf(configure, addresses);
}
