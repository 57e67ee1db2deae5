using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Resile.LoadBalancing.Hosting;

namespace Resile.LoadBalancing.Tests.Wire;

/// <summary>What holds for calls in frames over real sockets, whatever carries them.</summary>
public abstract partial class CallTests
{
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_knows_how_long_its_caller_waits_and_how_often_the_call_was_sent()
    {
        await using var server = await StartAsync();
        CallScope? seen = null;
        TimeSpan? left = null;
        server.Prices.Echo = (text, _) =>
        {
            seen = CallScope.Current;
            left = seen?.Remaining;
            return Task.FromResult(text);
        };
        await using var services = ClientOf(static _ => { }, server.Address);
        using var outer = new CallScope(TimeSpan.FromSeconds(20), retries: 3, TimeProvider.System, Token);
        outer.Enter();
        await services.GetRequiredService<IPrices>().EchoAsync("tea", Token);

        Assert.Equal(3, seen!.Retries);
        Assert.InRange(left!.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Cancelled_call_is_cancelled_at_the_server_and_harms_no_other()
    {
        await using var server = await StartAsync();
        var (begun, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Prices.Forget = async token =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancelled.SetResult();
        };
        await using var services = ClientOf(static _ => { }, server.Address);
        var prices = services.GetRequiredService<IPrices>();
        using var caller = new CancellationTokenSource();

        var call = prices.ForgetAsync(caller.Token);
        await begun.Task.WaitAsync(Token);
        await caller.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(caller.Token, exception.CancellationToken);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.Equal("still here", await prices.EchoAsync("still here", Token));
    }

    [Fact]
    public async Task Deadline_ends_the_call_on_both_sides()
    {
        await using var server = await StartAsync();
        var (cancelled, thrown) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Prices.Forget = async token =>
        {
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancelled.SetResult();

            // Timers are not exact: it would not do to answer just before the caller gives up.
            await thrown.Task;
        };
        await using var services = ClientOf(static options => options.Operations["ForgetAsync"] = new() { Deadline = TimeSpan.FromSeconds(1) }, server.Address);
        Assert.Equal("connected", await services.GetRequiredService<IPrices>().EchoAsync("connected", Token));

        await Assert.ThrowsAsync<DeadlineExceededException>(() => services.GetRequiredService<IPrices>().ForgetAsync(Token));
        thrown.SetResult();
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
    }

    [Fact]
    public async Task Refusal_and_failure_of_the_implementation_arrive_as_statuses_however_long_the_text()
    {
        await using var server = await StartAsync();
        await using var services = ClientOf(static _ => { }, server.Address);
        var prices = services.GetRequiredService<IPrices>();

        server.Prices.Echo = static (_, _) => throw new CallRefusedException(HttpStatusCode.NotFound, "There is no such thing." + new string('n', 5_000));
        var refused = await Assert.ThrowsAsync<ErrorStatusException>(() => prices.EchoAsync("", Token));
        server.Prices.Echo = static (_, _) => throw new InvalidOperationException("secret");
        var failed = await Assert.ThrowsAsync<ErrorStatusException>(() => prices.EchoAsync("", Token));

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.StartsWith("There is no such thing.n", refused.Body);
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.DoesNotContain("secret", failed.Body);
    }

    [Fact]
    public async Task Call_that_was_not_processed_goes_elsewhere_whatever_it_does()
    {
        await using var full = await StartAsync(maxConcurrentCalls: 1);
        await using var free = await StartAsync();
        using var holding = new CancellationTokenSource();
        full.Prices.Forget = free.Prices.Forget = token => Task.Delay(Timeout.Infinite, token);
        await using var blocker = ClientOf(static _ => { }, full.Address);
        var blocked = blocker.GetRequiredService<IPrices>().ForgetAsync(holding.Token);
        await Eventually.HoldsAsync(() => full.InFlight == 1);
        await using var services = ClientOf(static _ => { }, full.Address, free.Address);
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
    public async Task Call_of_a_component_that_is_down_is_not_begun_and_goes_elsewhere_whatever_it_does()
    {
        await using var down = await StartAsync();
        await using var up = await StartAsync();
        down.Prices.Echo = static (_, _) => throw new Down("Prices");
        await using var services = ClientOf(static _ => { }, down.Address, up.Address);
        var prices = services.GetRequiredService<IPrices>();

        for (var call = 0; call < 4; call++)
        {
            Assert.Equal("x", await prices.EchoAsync("x", Token));
        }

        Assert.NotEqual(0, down.Prices.Calls);

        // Another component may have been called after something was done.
        up.Prices.Echo = down.Prices.Echo = static (_, _) => throw new Down("Stock");
        var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => prices.EchoAsync("x", Token));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (exception.StatusCode, exception.Attempts));
    }

    [Fact]
    public async Task Server_that_stops_lets_running_calls_end_and_takes_no_further_ones()
    {
        await using var stopping = await StartAsync();
        await using var other = await StartAsync();
        var released = new TaskCompletionSource();
        stopping.Prices.Echo = async (text, _) =>
        {
            if (text == "running")
            {
                await released.Task;
            }

            return text;
        };
        await using var services = ClientOf(static _ => { }, stopping.Address);
        await using var both = ClientOf(static _ => { }, stopping.Address, other.Address);
        await both.GetRequiredService<IPrices>().TotalAsync(1m, 1, Token);
        await both.GetRequiredService<IPrices>().TotalAsync(1m, 1, Token);

        var running = services.GetRequiredService<IPrices>().EchoAsync("running", Token);
        await Eventually.HoldsAsync(() => stopping.InFlight == 1);
        var stop = stopping.StopAsync(Token);

        // Its clients hear of it in their own time: a call that crosses the goodbye may still run there. All are answered, and soon none is taken.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (var (elsewhere, taken) = (0, stopping.Prices.Calls); elsewhere < 50; elsewhere++)
        {
            Assert.Equal("further", await both.GetRequiredService<IPrices>().EchoAsync("further", limit.Token));
            if (stopping.Prices.Calls != taken)
            {
                (elsewhere, taken) = (0, stopping.Prices.Calls);
            }
        }

        Assert.False(stop.IsCompleted);
        released.SetResult();
        Assert.Equal("running", await running);
        await stop.WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.Equal(0, stopping.InFlight);
    }

    [Fact]
    public async Task Planned_stop_loses_no_call_whatever_it_does()
    {
        await using var staying = await StartAsync();
        for (var round = 0; round < 5; round++)
        {
            await using var stopping = await StartAsync();
            await using var services = ClientOf(static _ => { }, stopping.Address, staying.Address);
            var prices = services.GetRequiredService<IPrices>();
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var callers = Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
            {
                for (var call = 0; !ending.IsCancellationRequested; call++)
                {
                    Assert.Equal($"{caller}:{call}", await prices.EchoAsync($"{caller}:{call}", Token));
                }
            }, Token)).ToArray();
            await Eventually.HoldsAsync(() => stopping.Prices.Calls > 50);

            await stopping.StopAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
            var before = staying.Prices.Calls;
            await Eventually.HoldsAsync(() => staying.Prices.Calls > before + 50);
            await ending.CancelAsync();
            await Task.WhenAll(callers);
        }
    }

    [Fact]
    public async Task Endpoint_where_nobody_listens_is_replaced_by_another_whatever_the_call_does()
    {
        var gone = await StartAsync();
        await using var sound = await StartAsync();
        await gone.DisposeAsync();
        await using var services = ClientOf(static _ => { }, gone.Address, sound.Address);

        for (var call = 0; call < 6; call++)
        {
            Assert.Equal("y", await services.GetRequiredService<IPrices>().EchoAsync("y", Token));
        }
    }

    [Fact]
    public async Task More_calls_than_may_wait_are_refused_at_once()
    {
        await using var server = await StartAsync();
        var released = new TaskCompletionSource();
        server.Prices.Forget = _ => released.Task;
        await using var services = ClientOf(static options => options.Tcp.MaxInFlight = options.Udp.MaxInFlight = 2, server.Address);
        var prices = services.GetRequiredService<IPrices>();

        var waiting = new[] { prices.ForgetAsync(Token), prices.ForgetAsync(Token) };
        await Eventually.HoldsAsync(() => server.InFlight == 2);
        var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => prices.ForgetAsync(Token));

        Assert.Equal(HttpStatusCode.TooManyRequests, exception.StatusCode);
        Assert.Contains("2 calls of this client wait for it already", exception.Body);
        released.SetResult();
        await Task.WhenAll(waiting);
    }

    private protected abstract Task<PricesServer> StartAsync(int maxConcurrentCalls = 1_024);

    private protected abstract ServiceProvider ClientOf(Action<LoadBalancedOptions> configure, params string[] addresses);

    private sealed class Down(string component) : ResileException("The component is down.")
    {
        public override string? NotBegunIn => component;
    }
}
