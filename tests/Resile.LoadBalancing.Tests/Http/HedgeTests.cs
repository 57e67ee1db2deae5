using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Http;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>Calls that are sent twice because they take unusually long, on a clock that only the tests move.</summary>
public sealed class HedgeTests
{
    private static readonly BalancedOperation QuoteOperation = new("QuoteAsync", "GET", "/quote") { MaxExtraLoad = 0.011 };
    private static readonly BalancedContract Contract = new("Quotes", "quotes", "RoundRobin", QuoteOperation);

    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slow_call_is_sent_elsewhere_and_the_first_answer_counts()
    {
        var cancelled = new TaskCompletionSource();
        await using var quotes = new Quotes(_clock, async (request, cancellationToken) =>
        {
            if (request.RequestUri!.Host == "replica1")
            {
                await using var _ = cancellationToken.Register(cancelled.SetResult);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return ScriptedHandler.Json("2");
        });
        await quotes.LearnAsync();

        var call = quotes.CallAsync(Cancellation);
        _clock.Advance(TimeSpan.FromMilliseconds(0.9));
        Assert.False(call.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(0.2));

        Assert.Equal(2, await call);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await Eventually.HoldsAsync(() => quotes.Snapshot.InFlight == 0);
        Assert.Equal((1, 1, 0), (quotes.Snapshot.Hedges, quotes.Snapshot.HedgesWon, quotes.Snapshot.Retries));
        Assert.All(quotes.Snapshot.Endpoints, static endpoint => Assert.Equal(0, endpoint.Failures));
        Assert.Equal(["replica1", "replica2"], quotes.Hosts.TakeLast(2));
        Assert.Equal([null, "1"], quotes.Retries.TakeLast(2));
    }

    [Fact]
    public async Task Hedge_goes_to_another_endpoint_although_the_policy_prefers_the_first()
    {
        await using var quotes = new Quotes(_clock, static (request, cancellationToken) =>
            request.Headers.Contains(WireHeaders.Retry) ? Task.FromResult(ScriptedHandler.Json("2")) : Silent(request, cancellationToken), configure: static options =>
        {
            options.Policy = LoadBalancingPolicies.LeastRequests;
            options.Endpoints[0].Weight = 1_000;
        });
        await quotes.LearnAsync();

        var call = quotes.CallAsync(Cancellation);
        _clock.Advance(TimeSpan.FromMilliseconds(2));
        await call;

        Assert.Equal(["replica1", "replica1", "replica2"], quotes.Hosts.TakeLast(3));
    }

    [Fact]
    public async Task Hedge_is_an_event_of_the_activity_which_says_who_was_slow_and_who_won()
    {
        await using var quotes = new Quotes(_clock, static (request, cancellationToken) =>
            request.RequestUri!.Host == "replica1" ? Silent(request, cancellationToken) : Task.FromResult(ScriptedHandler.Json("2")));
        await quotes.LearnAsync();
        using var activities = new ActivityReadings();

        var call = quotes.CallAsync(Cancellation);
        _clock.Advance(TimeSpan.FromMilliseconds(2));
        await call;

        var activity = Assert.Single(activities.All);
        Assert.Equal("won|replica2|", ActivityReadings.Tags(activity, "resile.hedge", "server.address", "http.request.resend_count"));
        var hedge = Assert.Single(activity.Events);
        Assert.Equal(("hedge", "replica1|80"), (hedge.Name, string.Join('|', hedge.Tags.Select(static tag => tag.Value))));
    }

    // The operation's own budget has two hedges here, the shared one has one in ten seconds.
    [Fact]
    public async Task Hedge_that_the_shared_budget_refuses_costs_the_operation_nothing()
    {
        await using var quotes = new Quotes(_clock, (request, cancellationToken) => request.Headers.Contains(WireHeaders.Retry)
            ? Task.FromResult(ScriptedHandler.Json("2")) : Silent(request, cancellationToken), configure: static options =>
        {
            options.Retry.Budget = 0;
            options.Retry.MinPerSecond = 0.1;
        });
        await quotes.LearnAsync();

        Assert.Equal(1, await HedgesAfterACallAsync());
        Assert.Equal(1, await HedgesAfterACallAsync());
        Assert.Equal(2, await HedgesAfterACallAsync());

        async Task<long> HedgesAfterACallAsync()
        {
            var call = quotes.CallAsync(Cancellation);
            _clock.Advance(TimeSpan.FromMilliseconds(2));
            var refused = quotes.Snapshot.RetriesRefused;
            if (refused > 0 && quotes.Snapshot.Hedges == 1)
            {
                _clock.Advance(TimeSpan.FromSeconds(11));
            }

            await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return quotes.Snapshot.Hedges;
        }
    }

    [Fact]
    public async Task Hedge_that_fails_leaves_the_call_to_the_first_attempt()
    {
        var answer = new TaskCompletionSource();
        await using var quotes = new Quotes(_clock, async (request, _) =>
        {
            if (request.RequestUri!.Host == "replica1")
            {
                await answer.Task;
                return ScriptedHandler.Json("1");
            }

            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        });
        await quotes.LearnAsync();

        var call = quotes.CallAsync(Cancellation);
        _clock.Advance(TimeSpan.FromMilliseconds(2));
        Assert.False(call.IsCompleted);
        answer.SetResult();

        Assert.Equal(1, await call);
        Assert.Equal((1, 0), (quotes.Snapshot.Hedges, quotes.Snapshot.HedgesWon));
    }

    [Fact]
    public async Task Both_failing_is_one_failure_of_two_attempts()
    {
        var answer = new TaskCompletionSource();
        await using var quotes = new Quotes(_clock, async (request, _) =>
        {
            await answer.Task;
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        });
        await quotes.LearnAsync();

        var call = quotes.CallAsync(Cancellation);
        _clock.Advance(TimeSpan.FromMilliseconds(2));
        answer.SetResult();

        Assert.Equal(2, (await Assert.ThrowsAsync<ErrorStatusException>(() => call)).Attempts);
        Assert.Equal((1, 0, 0), (quotes.Snapshot.Hedges, quotes.Snapshot.HedgesWon, quotes.Snapshot.Retries));
    }

    [Fact]
    public async Task First_attempt_that_fails_before_it_is_slow_is_retried_and_not_hedged()
    {
        await using var quotes = new Quotes(_clock, static (request, _) => Task.FromResult(request.RequestUri!.Host == "replica1"
            ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
            : ScriptedHandler.Json("2")));
        await quotes.LearnAsync();

        Assert.Equal(2, await quotes.CallAsync(Cancellation));

        Assert.Equal((0, 1), (quotes.Snapshot.Hedges, quotes.Snapshot.Retries));
    }

    [Fact]
    public async Task Caller_that_gives_up_ends_both_attempts()
    {
        await using var quotes = new Quotes(_clock, Silent);
        await quotes.LearnAsync();
        using var caller = new CancellationTokenSource();

        var call = quotes.CallAsync(caller.Token);
        _clock.Advance(TimeSpan.FromMilliseconds(2));
        Assert.Equal(2, quotes.Snapshot.InFlight);
        await caller.CancelAsync();

        Assert.Equal(caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)).CancellationToken);
        await Eventually.HoldsAsync(() => quotes.Snapshot.InFlight == 0);
        Assert.All(quotes.Snapshot.Endpoints, static endpoint => Assert.Equal(0, endpoint.Failures));
    }

    [Fact]
    public async Task Deadline_ends_both_attempts()
    {
        await using var quotes = new Quotes(_clock, Silent);
        await quotes.LearnAsync();

        var call = quotes.CallAsync(Cancellation);
        _clock.Advance(TimeSpan.FromMilliseconds(2));
        _clock.Advance(TimeSpan.FromSeconds(11));

        await Assert.ThrowsAsync<DeadlineExceededException>(() => call);
        await Eventually.HoldsAsync(() => quotes.Snapshot.InFlight == 0);
    }

    [Theory]
    [InlineData("nothing measured")]
    [InlineData("only endpoint")]
    [InlineData("one attempt")]
    [InlineData("switched off")]
    [InlineData("shared budget spent")]
    public async Task Nothing_is_sent_twice_where(string reason)
    {
        await using var quotes = new Quotes(_clock, Silent, endpoints: reason == "only endpoint" ? 1 : 2, options =>
        {
            options.Retry.MaxAttempts = reason == "one attempt" ? 1 : 2;
            options.Operations["QuoteAsync"] = new OperationOptions { MaxExtraLoad = reason == "switched off" ? 0 : null };
            options.Retry.Budget = options.Retry.MinPerSecond = reason == "shared budget spent" ? 0 : 0.2;
        });
        if (reason != "nothing measured")
        {
            await quotes.LearnAsync();
        }

        var call = quotes.CallAsync(Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((0, 1), (quotes.Snapshot.Hedges, quotes.Snapshot.InFlight));
        _clock.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<DeadlineExceededException>(() => call);
    }

    private static async Task<HttpResponseMessage> Silent(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException();
    }

    private sealed class Quotes : IAsyncDisposable
    {
        private readonly FakeTimeProvider _clock;
        private readonly ServiceProvider _services;
        private bool _isLearning;

        public Quotes(FakeTimeProvider clock, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer, int endpoints = 2,
            Action<LoadBalancedOptions>? configure = null)
        {
            _clock = clock;
            var services = new ServiceCollection();
            services.AddSingleton<TimeProvider>(clock);
            var handler = new ScriptedHandler((request, cancellationToken) =>
            {
                Hosts.Add(request.RequestUri!.Host);
                Retries.Add(request.Headers.TryGetValues(WireHeaders.Retry, out var values) ? values.Single() : null);
                return _isLearning ? Task.FromResult(ScriptedHandler.Json("0")) : answer(request, cancellationToken);
            });
            new ClientsBuilder(services).Add<Client>(Contract, static channel => new Client(channel), options =>
            {
                for (var number = 1; number <= endpoints; number++)
                {
                    options.AddEndpoint($"http://replica{number}");
                }

                options.UsePrimaryHandler(_ => handler);
                configure?.Invoke(options);
            });
            _services = services.BuildServiceProvider();
        }

        public List<string> Hosts { get; } = [];

        public List<string?> Retries { get; } = [];

        public ClientSnapshot Snapshot => _services.GetRequiredService<IBalancedClients>().Snapshot().Single();

        public Task<int> CallAsync(CancellationToken cancellationToken) =>
            _services.GetRequiredService<Client>().Channel.SendHedgedAsync<Call, int>(QuoteOperation, default, cancellationToken).AsTask();

        /// <summary>Makes calls that take no time, so that a millisecond is unusually long.</summary>
        public async Task LearnAsync()
        {
            _isLearning = true;
            for (var call = 0; call < 200; call++)
            {
                await CallAsync(Cancellation);
            }

            _isLearning = false;
            _clock.Advance(TimeSpan.FromSeconds(4));
        }

        public ValueTask DisposeAsync() => _services.DisposeAsync();
    }

    private sealed record Client(HttpChannel Channel);

    private readonly struct Call : IHttpCall
    {
        public void Write(ref HttpRequestWriter request) => request.Path("/quote");
    }
}
