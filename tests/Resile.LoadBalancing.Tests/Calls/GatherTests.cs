using System.Net;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Http;
using Resile.LoadBalancing.Tests.Catalogs;
using Resile.LoadBalancing.Tests.Http;

namespace Resile.LoadBalancing.Tests.Calls;

/// <summary>Calls that go to several endpoints at once.</summary>
public sealed class GatherTests
{
    private static readonly BalancedOperation Broadcast = new("CountAsync", "GET", "/count") { IsBroadcast = true };
    private static readonly BalancedOperation Majority = new("CountAsync", "GET", "/count");
    private static readonly BalancedOperation OfFour = new("CountAsync", "GET", "/count") { Quorum = 4 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Broadcast_reaches_every_endpoint_once_and_makes_one_list()
    {
        var handler = new ScriptedHandler(static request => ScriptedHandler.Json($"[{request.RequestUri!.Host[^1..]},0]"));
        await using var client = CatalogClient.Over(handler, endpoints: 3);

        var all = await client.Channel.GatherAsync<Count, int>(Broadcast, default, Cancellation);

        Assert.Equal([0, 0, 0, 1, 2, 3], all.Order());
        Assert.Equal(["http://replica1/count", "http://replica2/count", "http://replica3/count"], handler.Requests.Select(static request => request.Uri).Order());
        Assert.Equal((1, 0), (client.Snapshot.Calls, client.Snapshot.Failures));
    }

    [Fact]
    public async Task Broadcast_that_one_endpoint_does_not_answer_fails_and_names_it()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(OnlyOne), endpoints: 3);

        var exception = await Assert.ThrowsAsync<QuorumNotReachedException>(() => client.Channel.GatherAsync(Broadcast, default(Count), Cancellation).AsTask());

        Assert.Equal((3, 1, 3), (exception.Needed, exception.Answered, exception.Attempts));
        Assert.Equal(2, exception.Failures.Count);
        Assert.StartsWith("Catalog.CountAsync: 1 of 3 endpoints answered, and 3 had to. Catalog.CountAsync at http://replica", exception.Message);
        Assert.Equal(1, client.Snapshot.Failures);
    }

    [Fact]
    public async Task Replies_of_a_broadcast_say_what_each_endpoint_answered()
    {
        await using var client = CatalogClient.Over(new ScriptedHandler(OnlyOne), endpoints: 3);

        var replies = await client.Channel.GatherRepliesAsync<Count, int>(Broadcast, default, Cancellation);

        Assert.Equal(3, replies.Count);
        Assert.Equal([1], replies.Values);
        Assert.Equal(["http://replica2/", "http://replica3/"], replies.Failures.Select(static reply => reply.Endpoint!.ToString()).Order());
        Assert.All(replies.Failures, static reply => Assert.IsType<ErrorStatusException>(reply.Error));
    }

    [Fact]
    public async Task Broadcast_reaches_an_ejected_endpoint_too()
    {
        var isBad = true;
        var handler = new ScriptedHandler(request => isBad && request.RequestUri!.Host == "replica2"
            ? throw new HttpRequestException(HttpRequestError.ConnectionError, "refused")
            : ScriptedHandler.Json(request.Method == HttpMethod.Get && request.RequestUri!.AbsolutePath == "/count" ? "1" : ScriptedHandler.Chai));
        await using var client = CatalogClient.Over(handler, endpoints: 3, new FakeTimeProvider());
        for (var call = 0; call < 3; call++)
        {
            await client.Catalog.GetProductAsync(1, Cancellation);
        }

        Assert.Equal(2, client.Snapshot.EndpointsInRotation);
        isBad = false;

        Assert.Equal(3, (await client.Channel.GatherRepliesAsync<Count, int>(Broadcast, default, Cancellation)).Values.Count());
    }

    [Fact]
    public async Task Scatter_takes_the_first_answers_and_cancels_the_rest_without_blame()
    {
        var cancelled = new TaskCompletionSource();
        var handler = new ScriptedHandler(async (request, cancellationToken) =>
        {
            if (request.RequestUri!.Host == "replica2")
            {
                await using var _ = cancellationToken.Register(cancelled.SetResult);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return ScriptedHandler.Json("1");
        });
        await using var client = CatalogClient.Over(handler, endpoints: 3, new FakeTimeProvider());

        var replies = await client.Channel.GatherRepliesAsync<Count, int>(Majority, default, Cancellation);

        Assert.Equal([1, 1], replies.Values);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await Eventually.HoldsAsync(() => client.Snapshot.InFlight == 0);
        Assert.All(client.Snapshot.Endpoints, static endpoint => Assert.Equal(0, endpoint.Failures));
    }

    [Fact]
    public async Task Scatter_ends_as_soon_as_too_few_endpoints_are_left()
    {
        var handler = new ScriptedHandler(async (request, cancellationToken) =>
        {
            if (request.RequestUri!.Host == "replica3")
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        });
        await using var client = CatalogClient.Over(handler, endpoints: 3);

        var exception = await Assert.ThrowsAsync<QuorumNotReachedException>(
            () => client.Channel.GatherRepliesAsync<Count, int>(Majority, default, Cancellation).AsTask());

        Assert.Equal((2, 0, 2), (exception.Needed, exception.Answered, exception.Failures.Count));
    }

    [Fact]
    public async Task Scatter_with_too_few_endpoints_sends_nothing()
    {
        var handler = new ScriptedHandler(static _ => ScriptedHandler.Json("1"));
        await using var client = CatalogClient.Over(handler, endpoints: 3);

        var exception = await Assert.ThrowsAsync<QuorumNotReachedException>(() => client.Channel.GatherAsync(OfFour, default(Count), Cancellation).AsTask());

        Assert.StartsWith("Catalog.CountAsync: 4 endpoints must answer, and fewer are in rotation. Nothing was sent.", exception.Message);
        Assert.Empty(handler.Requests);
    }

    [Fact]
    public async Task Caller_who_cancels_ends_all_attempts()
    {
        var asked = new CountdownEvent(2);
        var handler = new ScriptedHandler(async (_, cancellationToken) =>
        {
            asked.Signal();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null!;
        });
        await using var client = CatalogClient.Over(handler);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var call = client.Channel.GatherRepliesAsync<Count, int>(Broadcast, default, source.Token).AsTask();
        Assert.True(asked.Wait(TimeSpan.FromSeconds(30), Cancellation));
        await source.CancelAsync();

        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)).CancellationToken);
        await Eventually.HoldsAsync(() => client.Snapshot.InFlight == 0);
    }

    private static HttpResponseMessage OnlyOne(HttpRequestMessage request) => request.RequestUri!.Host == "replica1"
        ? ScriptedHandler.Json("1")
        : new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);

    private readonly struct Count : IHttpCall
    {
        public void Write(ref HttpRequestWriter request) => request.Path("/count");
    }
}
