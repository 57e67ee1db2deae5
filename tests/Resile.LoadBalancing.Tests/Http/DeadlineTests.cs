using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>Deadlines and cancellation, on a clock that only the tests move.</summary>
public sealed class DeadlineTests
{
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_without_an_answer_ends_with_its_deadline()
    {
        await using var client = CatalogClient.Over(Silent(), timeProvider: _clock);

        var call = client.Catalog.GetProductAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(call.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.2));

        var exception = await Assert.ThrowsAsync<DeadlineExceededException>(() => call);
        Assert.Equal(TimeSpan.FromSeconds(10), exception.Deadline);
        Assert.Equal(1, client.Snapshot.Endpoints.Sum(static endpoint => endpoint.Failures));
    }

    [Fact]
    public async Task Deadline_of_the_operation_wins_over_that_of_the_client_and_options_over_both()
    {
        await using var declared = CatalogClient.Over(Silent(), timeProvider: _clock);
        await using var configured = CatalogClient.Over(Silent(), timeProvider: _clock,
            configure: static options => options.Operations["SearchAsync"] = new OperationOptions { Deadline = TimeSpan.FromSeconds(1) });

        var calls = new[] { declared, configured }.Select(static client => client.Catalog.SearchAsync(null, [], null, null, null, Cancellation).AsTask()).ToArray();
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(TimeSpan.FromSeconds(2), (await Assert.ThrowsAsync<DeadlineExceededException>(() => calls[0])).Deadline);
        Assert.Equal(TimeSpan.FromSeconds(1), (await Assert.ThrowsAsync<DeadlineExceededException>(() => calls[1])).Deadline);
    }

    [Fact]
    public async Task Retry_has_only_what_the_first_attempt_left()
    {
        var headers = new List<string>();
        var handler = new ScriptedHandler(async (request, cancellationToken) =>
        {
            headers.Add(request.Headers.GetValues(WireHeaders.Deadline).Single());
            if (headers.Count == 1)
            {
                _clock.Advance(TimeSpan.FromSeconds(6));
                return new HttpResponseMessage(System.Net.HttpStatusCode.ServiceUnavailable);
            }

            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        });
        await using var client = CatalogClient.Over(handler, timeProvider: _clock);

        var call = client.Catalog.GetProductAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(4.1));

        Assert.Equal(2, (await Assert.ThrowsAsync<DeadlineExceededException>(() => call)).Attempts);
        Assert.Equal(["10000", "4000"], headers);
    }

    [Fact]
    public async Task Attempt_that_takes_too_long_moves_on_to_another_endpoint()
    {
        var handler = new ScriptedHandler(async (request, cancellationToken) =>
        {
            if (request.RequestUri!.Host == "replica1")
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return ScriptedHandler.Json(ScriptedHandler.Chai);
        });
        await using var client = CatalogClient.Over(handler, timeProvider: _clock,
            configure: static options => options.AttemptTimeout = TimeSpan.FromSeconds(1));

        var call = client.Catalog.GetProductAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(1.1));

        Assert.Equal("Chai", (await call).Name);
        Assert.Equal(1, client.Snapshot.Retries);
    }

    [Fact]
    public async Task Call_cancelled_by_its_caller_carries_the_callers_token_and_blames_no_endpoint()
    {
        await using var client = CatalogClient.Over(Silent(), timeProvider: _clock);
        using var caller = new CancellationTokenSource();

        var call = client.Catalog.GetProductAsync(1, caller.Token);
        await caller.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(caller.Token, exception.CancellationToken);
        Assert.All(client.Snapshot.Endpoints, static endpoint => Assert.Equal((0, 0), (endpoint.Failures, endpoint.InFlight)));
    }

    [Fact]
    public async Task Call_cancelled_before_it_begins_sends_nothing()
    {
        var handler = new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai));
        await using var client = CatalogClient.Over(handler);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Catalog.GetProductAsync(1, new CancellationToken(canceled: true)));

        Assert.Empty(handler.Requests);
    }

    [Fact]
    public async Task Deadline_that_served_a_call_serves_the_next_from_its_beginning()
    {
        var isSlow = false;
        var handler = new ScriptedHandler(async (_, cancellationToken) =>
        {
            if (isSlow)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return ScriptedHandler.Json(ScriptedHandler.Chai);
        });
        await using var client = CatalogClient.Over(handler, configure: static options => options.Deadline = TimeSpan.FromSeconds(1));
        using var caller = new CancellationTokenSource();
        for (var call = 0; call < 20; call++)
        {
            await client.Catalog.GetProductAsync(1, caller.Token);
        }

        await caller.CancelAsync();
        await client.Catalog.GetProductAsync(1, Cancellation);
        isSlow = true;

        await Assert.ThrowsAsync<DeadlineExceededException>(() => client.Catalog.GetProductAsync(1, Cancellation));
    }

    private static ScriptedHandler Silent() => new(static async (_, cancellationToken) =>
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException();
    });
}
