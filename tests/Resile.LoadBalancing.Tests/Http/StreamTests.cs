using System.Globalization;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Http;

/// <summary>Replies that come item by item, as the client sees them.</summary>
public sealed class StreamTests
{
    private const string Lines = "application/x-ndjson";

    private readonly FakeTimeProvider _clock = new();
    private readonly PacedBody _body = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json; charset=utf-8", "[", ",", "]")]
    [InlineData("application/vnd.acme+json", " [ ", " , ", " ] ")]
    [InlineData("application/x-ndjson", "", "\n", "\n")]
    [InlineData("application/jsonl", "", "\n\n", "")]
    [InlineData("text/event-stream", ": hello\n\ndata: ", "\n\n:\n\nid: 7\ndata: ", "\n\n")]
    public async Task Items_come_as_they_are_sent_in_every_format(string type, string start, string between, string end)
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(_ => _body.As(type)));
        await using var items = client.Catalog.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        _body.Send(start + ScriptedHandler.Chai + between);
        Assert.True(await items.MoveNextAsync());
        Assert.Equal("Chai", items.Current.Name);
        _body.Send(ScriptedHandler.Chai.Replace("Chai", "Chang", StringComparison.Ordinal) + end);
        Assert.True(await items.MoveNextAsync());
        Assert.Equal("Chang", items.Current.Name);
        Assert.Equal(1, client.Snapshot.InFlight);
        _body.End();

        Assert.False(await items.MoveNextAsync());
        Assert.Equal((1, 0, 0), (client.Snapshot.Calls, client.Snapshot.Failures, client.Snapshot.InFlight));
        Assert.True(_body.IsDisposed);
    }

    [Fact]
    public async Task Failure_before_the_first_item_is_retried_elsewhere_and_one_after_it_is_not()
    {
        var handler = new ScriptedHandler(request => request.RequestUri!.Host == "replica1"
            ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : _body.As(Lines));
        await using var client = CatalogClient.Over(handler);
        await using var items = client.Catalog.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        _body.Send(ScriptedHandler.Chai + "\n");
        Assert.True(await items.MoveNextAsync());
        _body.Break();

        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(async () => await items.MoveNextAsync());

        Assert.True(exception.MayHaveBeenSent);
        Assert.Equal(["replica1", "replica2"], handler.Requests.Select(static request => new Uri(request.Uri).Host));
        Assert.Equal([1, 1], client.Snapshot.Endpoints.Select(static endpoint => endpoint.Failures));
        Assert.Equal((1, 1, 1, 0), (client.Snapshot.Calls, client.Snapshot.Retries, client.Snapshot.Failures, client.Snapshot.InFlight));
    }

    [Theory]
    [InlineData("application/json", """[{"id":1,"name":"Chai","price":18},""", "no stream of Product")]
    [InlineData("application/json", """[{"id":1,"name":"Chai","price":18},null]""", "no stream of Product")]
    [InlineData(Lines, """{"id":1,"name":"Chai","price":18}x""", "no stream of Product")]
    public async Task Item_that_cannot_be_read_ends_the_stream(string type, string text, string reason)
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(_ => _body.As(type)));
        _body.Send(text);
        _body.End();

        var exception = await Assert.ThrowsAsync<UnreadableReplyException>(async () => Assert.Single(await client.Catalog.WatchAsync(Cancellation).ToListAsync(Cancellation)));

        Assert.Contains(reason, exception.Message);
        Assert.Equal(0, client.Snapshot.Endpoints.Sum(static endpoint => endpoint.Failures));
        Assert.Equal(0, client.Snapshot.InFlight);
    }

    [Fact]
    public async Task Answer_that_is_no_stream_is_refused_by_its_type_and_an_empty_one_has_no_items()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(static request => request.RequestUri!.Host == "replica1"
            ? new HttpResponseMessage { Content = new StringContent("<html>", null, "text/html") } : new HttpResponseMessage(HttpStatusCode.NoContent)));

        var exception = await Assert.ThrowsAsync<UnreadableReplyException>(async () => await client.Catalog.WatchAsync(Cancellation).ToListAsync(Cancellation));

        Assert.Contains("'text/html'", exception.Message);
        Assert.Empty(await client.Catalog.WatchAsync(Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Deadline_counts_until_the_first_item_and_then_each_silence_has_its_own_time()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(_ => _body.As(Lines)), endpoints: 1, timeProvider: _clock);
        var late = client.Catalog.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation).MoveNextAsync().AsTask();
        _clock.Advance(TimeSpan.FromSeconds(10.1));
        await Assert.ThrowsAsync<DeadlineExceededException>(() => late);

        await using var items = client.Catalog.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        _body.Send(ScriptedHandler.Chai + "\n");
        Assert.True(await items.MoveNextAsync());
        _clock.Advance(TimeSpan.FromHours(1));
        var next = items.MoveNextAsync().AsTask();
        _clock.Advance(TimeSpan.FromSeconds(29));
        _body.Send("\n");
        await SpinUntilReadAsync();
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));

        var exception = await Assert.ThrowsAsync<EndpointUnreachableException>(() => next);
        Assert.Contains("Nothing came for 00:00:30 (Resile:Clients:Catalog:Streams:IdleTimeout)", exception.Message);
    }

    [Fact]
    public async Task Latency_is_the_time_until_the_first_item()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(_ => _body.As(Lines)), endpoints: 1, timeProvider: _clock,
            configure: static options => options.Policy = LoadBalancingPolicies.PeakEwma);
        var items = client.Catalog.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        var first = items.MoveNextAsync().AsTask();
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        _body.Send(ScriptedHandler.Chai + "\n");
        Assert.True(await first);
        Assert.Contains("in 20 ms, times 1 in flight", Explanation(client));

        _clock.Advance(TimeSpan.FromSeconds(5));
        await items.DisposeAsync();

        Assert.Matches("in 1[0-9.]+ ms, times 0 in flight", Explanation(client));
        Assert.True(_body.IsDisposed);
        Assert.Equal(0, client.Snapshot.Failures);
    }

    [Fact]
    public async Task Length_of_an_item_is_limited_and_that_of_the_whole_is_not()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(_ => _body.As(Lines)), endpoints: 1, configure: static options => options.Streams.MaxItemBytes = 1_000);
        for (var item = 0; item < 1_000; item++)
        {
            _body.Send(ScriptedHandler.Chai + "\n");
        }

        _body.Send("{\"id\":1,\"name\":\"" + new string('a', 40_000));
        var count = 0;

        var exception = await Assert.ThrowsAsync<UnreadableReplyException>(async () =>
        {
            await foreach (var _ in client.Catalog.WatchAsync(Cancellation))
            {
                count++;
            }
        });

        Assert.Equal(1_000, count);
        Assert.Contains("an item is longer than 1000 bytes (Resile:Clients:Catalog:Streams:MaxItemBytes)", exception.Message);
    }

    [Fact]
    public async Task Number_of_items_is_limited_where_the_options_say_so()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(_ => _body.As(Lines)), configure: static options => options.Streams.MaxItems = 2);
        _body.Send(string.Join('\n', Enumerable.Repeat(ScriptedHandler.Chai, 3)));
        _body.End();
        var count = 0;

        var exception = await Assert.ThrowsAsync<UnreadableReplyException>(async () =>
        {
            await foreach (var _ in client.Catalog.WatchAsync(Cancellation))
            {
                count++;
            }
        });

        Assert.Equal(2, count);
        Assert.Contains("more than 2 items", exception.Message);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Token_of_the_call_and_that_of_the_enumeration_both_cancel(bool isOfCall)
    {
        using var cancelling = new CancellationTokenSource();
        await using var client = CatalogClient.Over(new ScriptedHandler(_ => _body.As(Lines)));
        await using var items = client.Catalog.WatchAsync(isOfCall ? cancelling.Token : Cancellation)
            .GetAsyncEnumerator(isOfCall ? Cancellation : cancelling.Token);
        _body.Send(ScriptedHandler.Chai + "\n");
        Assert.True(await items.MoveNextAsync());
        var next = items.MoveNextAsync().AsTask();

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        Assert.Equal((0, 0), (client.Snapshot.InFlight, (int)client.Snapshot.Endpoints.Sum(static endpoint => endpoint.Failures)));
    }

    [Fact]
    public async Task Each_enumeration_is_a_call_of_its_own_and_asks_for_streams()
    {
        var accepted = new List<string>();
        await using var client = CatalogClient.Over(new ScriptedHandler(request =>
        {
            accepted.Add(request.Headers.NonValidated["Accept"].ToString());
            return ScriptedHandler.Json($"[{ScriptedHandler.Chai}]");
        }));
        var items = client.Catalog.WatchAsync(Cancellation);
        Assert.Empty(accepted);

        Assert.Single(await items.ToListAsync(Cancellation));
        Assert.Single(await items.ToListAsync(Cancellation));

        Assert.Equal(2, accepted.Count);
        Assert.All(accepted, static value => Assert.Equal("application/x-ndjson, application/json;q=0.9, text/event-stream;q=0.8", value));
        Assert.Equal(2, client.Snapshot.Calls);
    }

    private static string Explanation(CatalogClient client) =>
        Assert.Single(client.Snapshot.Endpoints).Explanation;

    // Nothing shows from outside that a byte without meaning has been read, but that it is gone.
    private async Task SpinUntilReadAsync()
    {
        var patience = TimeSpan.FromSeconds(30);
        var start = TimeProvider.System.GetTimestamp();
        while (!_body.IsWaiting)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < patience, string.Create(CultureInfo.InvariantCulture, $"Nobody read for {patience}."));
            await Task.Yield();
        }
    }
}
