using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Hosting;

namespace Resile.LoadBalancing.Tests.Tcp;

/// <summary>Calls over real sockets.</summary>
public sealed class CallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_of_every_shape_are_answered()
    {
        await using var server = await PricesServer.StartAsync();
        await using var services = PricesServer.ClientOf(server.Address);
        var prices = services.GetRequiredService<IPrices>();

        Assert.Equal(55.5m, await prices.TotalAsync(18.5m, 3, Token));
        Assert.Equal("más \"tea\" & more", await prices.EchoAsync("más \"tea\" & more", Token));
        Assert.Null(await prices.EchoAsync(null, Token));
        await prices.ForgetAsync(Token);
    }

    [Fact]
    public async Task Many_calls_share_one_connection_and_get_their_own_answers()
    {
        await using var server = await PricesServer.StartAsync(static options => options.MaxConcurrentCalls = 10_000);
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
        await using var services = PricesServer.ClientOf(server.Address);
        var prices = services.GetRequiredService<IPrices>();

        var first = prices.EchoAsync("0", Token);
        var others = await Task.WhenAll(Enumerable.Range(1, 2_000).Select(number => prices.EchoAsync($"{number}", Token)));

        Assert.False(first.IsCompleted);
        Assert.Equal(1, server.Snapshot.Connections);
        Assert.Equal(Enumerable.Range(1, 2_000).Select(static number => $"{number}"), others);
        both.SetResult();
        Assert.Equal("0", await first);
    }

    [Fact]
    public async Task Server_knows_how_long_its_caller_waits_and_how_often_the_call_was_sent()
    {
        await using var server = await PricesServer.StartAsync();
        CallScope? seen = null;
        TimeSpan? left = null;
        server.Prices.Echo = (text, _) =>
        {
            seen = CallScope.Current;
            left = seen?.Remaining;
            return Task.FromResult(text);
        };
        await using var services = PricesServer.ClientOf(server.Address);
        using var outer = new CallScope(TimeSpan.FromSeconds(20), retries: 3, TimeProvider.System, Token);
        outer.Enter();
        await services.GetRequiredService<IPrices>().EchoAsync("tea", Token);

        Assert.Equal(3, seen!.Retries);
        Assert.InRange(left!.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public async Task Payloads_of_any_size_within_the_limits_travel(int length)
    {
        await using var server = await PricesServer.StartAsync();
        await using var services = PricesServer.ClientOf(server.Address);
        var text = new string('x', length);

        Assert.Equal(text, await services.GetRequiredService<IPrices>().EchoAsync(text, Token));
    }

    [Fact]
    public async Task Cancelled_call_is_cancelled_at_the_server_and_harms_no_other()
    {
        await using var server = await PricesServer.StartAsync();
        var (begun, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Prices.Forget = async token =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancelled.SetResult();
        };
        await using var services = PricesServer.ClientOf(server.Address);
        var prices = services.GetRequiredService<IPrices>();
        using var caller = new CancellationTokenSource();

        var call = prices.ForgetAsync(caller.Token);
        await begun.Task.WaitAsync(Token);
        await caller.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(caller.Token, exception.CancellationToken);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.Equal("still here", await prices.EchoAsync("still here", Token));
        Assert.Equal(1, server.Snapshot.Connections);
    }

    [Fact]
    public async Task Deadline_ends_the_call_on_both_sides()
    {
        await using var server = await PricesServer.StartAsync();
        var cancelled = new TaskCompletionSource();
        server.Prices.Forget = async token =>
        {
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancelled.SetResult();
        };
        await using var services = PricesServer.ClientOf(options => options.Operations["ForgetAsync"] = new() { Deadline = TimeSpan.FromSeconds(1) }, server.Address);
        Assert.Equal("connected", await services.GetRequiredService<IPrices>().EchoAsync("connected", Token));

        await Assert.ThrowsAsync<DeadlineExceededException>(() => services.GetRequiredService<IPrices>().ForgetAsync(Token));
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
    }

    [Fact]
    public async Task Refusal_and_failure_of_the_implementation_arrive_as_statuses()
    {
        await using var server = await PricesServer.StartAsync();
        await using var services = PricesServer.ClientOf(server.Address);
        var prices = services.GetRequiredService<IPrices>();

        server.Prices.Echo = static (_, _) => throw new CallRefusedException(HttpStatusCode.NotFound, "There is no such thing.");
        var refused = await Assert.ThrowsAsync<ErrorStatusException>(() => prices.EchoAsync("", Token));
        server.Prices.Echo = static (_, _) => throw new InvalidOperationException("secret");
        var failed = await Assert.ThrowsAsync<ErrorStatusException>(() => prices.EchoAsync("", Token));

        Assert.Equal((HttpStatusCode.NotFound, "There is no such thing."), (refused.StatusCode, refused.Body));
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.DoesNotContain("secret", failed.Body);
    }

    [Fact]
    public async Task Call_that_was_not_processed_goes_elsewhere_whatever_it_does()
    {
        await using var full = await PricesServer.StartAsync(static options => options.MaxConcurrentCalls = 1);
        await using var free = await PricesServer.StartAsync();
        using var holding = new CancellationTokenSource();
        full.Prices.Forget = free.Prices.Forget = token => Task.Delay(Timeout.Infinite, token);
        await using var blocker = PricesServer.ClientOf(full.Address);
        var blocked = blocker.GetRequiredService<IPrices>().ForgetAsync(holding.Token);
        await PricesServer.UntilAsync(() => full.Snapshot.InFlight == 1);
        await using var services = PricesServer.ClientOf(full.Address, free.Address);
        var prices = services.GetRequiredService<IPrices>();

        // Echo is not idempotent.
        for (var call = 0; call < 10; call++)
        {
            Assert.Equal("x", await prices.EchoAsync("x", Token));
        }

        Assert.Equal((1, 10), (full.Prices.Calls, free.Prices.Calls));
        await holding.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocked);
    }

    [Fact]
    public async Task Endpoint_that_dies_during_a_call_is_replaced_by_another_where_that_is_safe()
    {
        await using var dying = await PricesServer.StartAsync();
        await using var sound = await PricesServer.StartAsync();
        dying.Prices.Echo = static async (text, _) =>
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return text;
        };
        await using var services = PricesServer.ClientOf(dying.Address);
        await using var both = PricesServer.ClientOf(dying.Address, sound.Address);

        var unsafely = services.GetRequiredService<IPrices>().EchoAsync("x", Token);
        await PricesServer.UntilAsync(() => dying.Snapshot.InFlight == 1);
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
    public async Task Server_that_stops_lets_running_calls_end_and_takes_no_further_ones()
    {
        await using var stopping = await PricesServer.StartAsync();
        await using var other = await PricesServer.StartAsync();
        var released = new TaskCompletionSource();
        stopping.Prices.Echo = async (text, _) =>
        {
            await released.Task;
            return text;
        };
        await using var services = PricesServer.ClientOf(stopping.Address);
        await using var both = PricesServer.ClientOf(stopping.Address, other.Address);
        await both.GetRequiredService<IPrices>().TotalAsync(1m, 1, Token);
        await both.GetRequiredService<IPrices>().TotalAsync(1m, 1, Token);

        var running = services.GetRequiredService<IPrices>().EchoAsync("running", Token);
        await PricesServer.UntilAsync(() => stopping.Snapshot.InFlight == 1);
        var stop = stopping.StopAsync(Token);
        await PricesServer.UntilAsync(() => stopping.Snapshot.Connections == 1);
        for (var call = 0; call < 10; call++)
        {
            Assert.Equal("further", await both.GetRequiredService<IPrices>().EchoAsync("further", Token));
        }

        Assert.False(stop.IsCompleted);
        released.SetResult();
        Assert.Equal("running", await running);
        await stop.WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.Equal((0, 0), (stopping.Snapshot.Connections, stopping.Snapshot.InFlight));
    }

    [Fact]
    public async Task Client_returns_to_an_endpoint_that_is_started_again()
    {
        var first = await PricesServer.StartAsync();
        var port = first.EndPoint.Port;
        await using var services = PricesServer.ClientOf(first.Address);
        var prices = services.GetRequiredService<IPrices>();
        Assert.Equal("a", await prices.EchoAsync("a", Token));
        await first.DisposeAsync();
        await Assert.ThrowsAsync<EndpointUnreachableException>(() => prices.EchoAsync("b", Token));

        await using var second = await PricesServer.StartAsync(port: port);

        Assert.Equal("c", await prices.EchoAsync("c", Token));
    }

    [Fact]
    public async Task Request_longer_than_the_server_takes_is_not_sent()
    {
        await using var server = await PricesServer.StartAsync(static options => options.MaxRequestBytes = 1_000);
        await using var services = PricesServer.ClientOf(server.Address);
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
        await using var server = await PricesServer.StartAsync();
        await using var services = PricesServer.ClientOf(static options => options.MaxReplyBytes = 100, server.Address);
        var prices = services.GetRequiredService<IPrices>();

        var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => prices.EchoAsync(new string('x', 200), Token));

        Assert.Contains("takes 100", exception.Body);
        Assert.Equal("x", await prices.EchoAsync("x", Token));
    }

    [Fact]
    public async Task More_calls_than_may_wait_are_refused_at_once()
    {
        await using var server = await PricesServer.StartAsync();
        var released = new TaskCompletionSource();
        server.Prices.Forget = _ => released.Task;
        await using var services = PricesServer.ClientOf(static options => options.Tcp.MaxInFlight = 2, server.Address);
        var prices = services.GetRequiredService<IPrices>();

        var waiting = new[] { prices.ForgetAsync(Token), prices.ForgetAsync(Token) };
        await PricesServer.UntilAsync(() => server.Snapshot.InFlight == 2);
        var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => prices.ForgetAsync(Token));

        Assert.Equal(HttpStatusCode.TooManyRequests, exception.StatusCode);
        released.SetResult();
        await Task.WhenAll(waiting);
    }
}
