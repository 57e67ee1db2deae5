using System.Net;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>How often, when and where a call is sent again, on a clock that only the tests move.</summary>
public sealed class RetryTests
{
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Total_outage_adds_no_more_than_a_quarter_to_the_load()
    {
        const int Calls = 30_000;
        var handler = Failing();
        await using var client = CatalogClient.Over(handler, endpoints: 10, _clock, static options => options.Policy = LoadBalancingPolicies.PeakEwma);

        // A thousand calls a second.
        for (var call = 0; call < Calls; call++)
        {
            await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"Total outage: {(double)handler.Requests.Count / Calls:0.000} attempts for a call");
        Assert.InRange((double)handler.Requests.Count / Calls, 1.1, 1.25);
        Assert.InRange(client.Snapshot.RetriesRefused, Calls / 2, Calls);
    }

    [Fact]
    public async Task Each_attempt_goes_to_an_endpoint_that_has_not_been_tried_whatever_the_policy()
    {
        foreach (var policy in new[] { LoadBalancingPolicies.Random, LoadBalancingPolicies.RoundRobin, LoadBalancingPolicies.PeakEwma })
        {
            for (var seed = 0UL; seed < 20; seed++)
            {
                var handler = Failing();
                await using var client = CatalogClient.Over(handler, endpoints: 9, configure: options =>
                {
                    (options.Policy, options.RandomSeed, options.Retry.MaxAttempts) = (policy, seed, 5);
                    options.Retry.BaseDelay = options.Retry.MaxDelay = TimeSpan.Zero;
                });

                var exception = await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation));

                Assert.Equal(5, exception.Attempts);
                Assert.Equal(5, handler.Requests.DistinctBy(static request => request.Uri).Count());
            }
        }
    }

    [Fact]
    public async Task First_retry_is_sent_at_once_and_further_ones_after_pauses_that_grow()
    {
        var longest = new double[3];
        for (var seed = 0UL; seed < 30; seed++)
        {
            var times = new List<DateTimeOffset>();
            var handler = new ScriptedHandler(_ =>
            {
                times.Add(_clock.GetUtcNow());
                return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            });
            await using var client = CatalogClient.Over(handler, endpoints: 5, _clock,
                options => (options.RandomSeed, options.Retry.MaxAttempts) = (seed, 4));

            await RunAsync(client.Catalog.GetProductAsync(1, Cancellation));

            for (var retry = 0; retry < 3; retry++)
            {
                longest[retry] = Math.Max(longest[retry], (times[retry + 1] - times[retry]).TotalMilliseconds);
            }
        }

        Assert.Equal(0, longest[0]);
        Assert.InRange(longest[1], 15, 26);
        Assert.InRange(longest[2], 35, 51);
    }

    [Fact]
    public async Task Endpoint_that_asks_for_a_pause_gets_it_if_the_deadline_allows()
    {
        var handler = Failing(TimeSpan.FromSeconds(2));
        await using var client = CatalogClient.Over(handler, timeProvider: _clock);

        var call = client.Catalog.GetProductAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Single(handler.Requests);
        _clock.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(2, (await Assert.ThrowsAsync<ErrorStatusException>(() => call)).Attempts);
    }

    [Fact]
    public async Task Pause_that_the_deadline_does_not_allow_ends_the_call_at_once_and_costs_no_budget()
    {
        var handler = Failing(TimeSpan.FromSeconds(20));
        await using var client = CatalogClient.Over(handler, timeProvider: _clock);

        Assert.Equal(1, (await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation))).Attempts);

        Assert.Equal((0, 0), (client.Snapshot.Retries, client.Snapshot.RetriesRefused));
    }

    [Fact]
    public async Task Call_cancelled_in_a_pause_carries_the_callers_token()
    {
        await using var client = CatalogClient.Over(Failing(TimeSpan.FromSeconds(2)), timeProvider: _clock);
        using var caller = new CancellationTokenSource();

        var call = client.Catalog.GetProductAsync(1, caller.Token);
        await caller.CancelAsync();

        Assert.Equal(caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)).CancellationToken);
    }

    [Fact]
    public async Task One_attempt_in_all_means_no_retry()
    {
        var handler = Failing();
        await using var client = CatalogClient.Over(handler, configure: static options => options.Retry.MaxAttempts = 1);

        await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Single(handler.Requests);
    }

    [Fact]
    public async Task Spent_budget_ends_the_call_with_what_its_attempt_said()
    {
        var handler = Failing();
        await using var client = CatalogClient.Over(handler, configure: static options => options.Retry.Budget = options.Retry.MinPerSecond = 0);

        await Assert.ThrowsAsync<ErrorStatusException>(() => client.Catalog.GetProductAsync(1, Cancellation));

        Assert.Equal((1, 0, 1), (handler.Requests.Count, client.Snapshot.Retries, client.Snapshot.RetriesRefused));
    }

    [Theory, InlineData(HttpStatusCode.ServiceUnavailable, 2), InlineData(HttpStatusCode.BadRequest, 1)]
    public async Task Post_is_sent_elsewhere_where_the_server_says_that_it_did_nothing(HttpStatusCode status, int requests)
    {
        var handler = new ScriptedHandler(request => request.RequestUri!.Host == "replica1"
            ? new HttpResponseMessage(status) { Headers = { { WireHeaders.NotProcessed, "1" } } }
            : ScriptedHandler.Json(ScriptedHandler.Chai));
        await using var client = CatalogClient.Over(handler);

        await Record.ExceptionAsync(() => client.Catalog.AddProductAsync(new Product(1, "Chai", 18m), Cancellation));

        Assert.Equal(requests, handler.Requests.Count);
    }

    private async Task RunAsync(Task call)
    {
        while (!call.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await Assert.ThrowsAsync<ErrorStatusException>(() => call);
    }

    private static ScriptedHandler Failing(TimeSpan? retryAfter = null) => new(_ =>
    {
        var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter = retryAfter is { } pause ? new(pause) : null;
        return response;
    });
}
