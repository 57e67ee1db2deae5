using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Tests.Catalogs;
using Resile.LoadBalancing.Tests.Http;

namespace Resile.LoadBalancing.Tests.Endpoints;

/// <summary>Sources that come late, fail, fall silent or change their mind.</summary>
public sealed class FeedTests
{
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_waits_for_the_first_list()
    {
        var source = new Source();
        await using var client = Over(source);

        var call = client.Catalog.GetProductAsync(1, Cancellation);
        Assert.False(call.IsCompleted);
        source.List("a");

        Assert.Equal("Chai", (await call).Name);
    }

    [Fact]
    public async Task Call_does_not_wait_longer_than_its_deadline()
    {
        await using var client = Over(new Source());

        var call = client.Catalog.GetProductAsync(1, Cancellation);
        _clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("catalog", (await Assert.ThrowsAsync<NoEndpointException>(() => call)).Service);
    }

    [Fact]
    public async Task Call_that_waits_ends_when_its_caller_cancels_it()
    {
        await using var client = Over(new Source());
        using var caller = new CancellationTokenSource();

        var call = client.Catalog.GetProductAsync(1, caller.Token);
        await caller.CancelAsync();

        Assert.Equal(caller.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)).CancellationToken);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Call_fails_at_once_where_the_source_knows_nobody_or_fails(bool fails)
    {
        var source = new Source();
        await using var client = Over(source);
        if (fails)
        {
            source.Fail();
        }
        else
        {
            source.List();
        }

        await Assert.ThrowsAsync<NoEndpointException>(() => client.Catalog.GetProductAsync(1, Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
    }

    [Fact]
    public async Task Source_that_ends_without_a_list_keeps_nobody_waiting()
    {
        var source = new Source();
        await using var client = Over(source);
        source.End();

        await Assert.ThrowsAsync<NoEndpointException>(() => client.Catalog.GetProductAsync(1, Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
    }

    [Fact]
    public async Task Known_endpoints_stay_in_use_when_the_source_fails_or_forgets_them()
    {
        var source = new Source();
        await using var client = Over(source);
        source.List("a", "b");
        await client.Catalog.GetProductAsync(1, Cancellation);

        source.List();
        await Until(() => client.Snapshot.EndpointsProblem == "its source knows no endpoints any more");
        source.Fail();
        await source.WatchedAsync(2, _clock);

        Assert.Equal(2, client.Snapshot.Endpoints.Count);
        await client.Catalog.GetProductAsync(1, Cancellation);
        Assert.Contains("'Catalog' calls 'catalog' by PeakEwma: 2 of 2 endpoints are in rotation, 0 calls in flight. 2 calls have ended, 0 of them", client.Snapshot.Explain());
        Assert.Contains("The endpoints are those of an earlier answer, because its source fails: ", client.Snapshot.Explain());

        source.List("a");
        await Until(() => client.Snapshot.EndpointsProblem is null);
    }

    [Fact]
    public async Task Source_that_failed_is_asked_again_and_heard()
    {
        var source = new Source();
        await using var client = Over(source);
        source.List("a");
        await client.Catalog.GetProductAsync(1, Cancellation);
        source.Fail();
        source.Fail();
        await source.WatchedAsync(3, _clock);

        source.List("b", "c");

        await Until(() => client.Snapshot.Endpoints.Select(static endpoint => endpoint.Address.Host).SequenceEqual(["b", "c"]));
    }

    [Fact]
    public async Task Weight_that_a_source_changes_is_taken_over_and_the_endpoint_kept()
    {
        var source = new Source();
        await using var client = Over(source);
        source.Weigh(("a", 1), ("b", 1));
        await client.Catalog.GetProductAsync(1, Cancellation);
        Assert.Equal([1, 1], client.Snapshot.Endpoints.Select(static endpoint => endpoint.Weight));

        source.Weigh(("a", 3), ("b", 1));

        await Until(() => client.Snapshot.Endpoints.Select(static endpoint => endpoint.Weight).SequenceEqual([3, 1]));
        Assert.Equal(1, client.Snapshot.Endpoints.Sum(static endpoint => endpoint.Picks));
    }

    [Fact]
    public async Task Client_that_is_disposed_stops_watching()
    {
        var source = new Source();
        var client = Over(source);
        _ = client.Snapshot;

        await client.DisposeAsync();

        await source.Stopped.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private CatalogClient Over(Source source) => CatalogClient.Create(options => options
        .UseEndpointSource(_ => source)
        .UsePrimaryHandler(static _ => new ScriptedHandler(static _ => ScriptedHandler.Json(ScriptedHandler.Chai))), timeProvider: _clock);

    private sealed class Source : IEndpointSource
    {
        private readonly Channel<IReadOnlyList<EndpointAddress>?> _lists = Channel.CreateUnbounded<IReadOnlyList<EndpointAddress>?>();
        private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _watches;

        public Task Stopped => _stopped.Task;

        public void List(params string[] names) => _lists.Writer.TryWrite([.. names.Select(static name => new EndpointAddress(new Uri($"http://{name}")))]);

        public void Weigh(params (string Name, int Weight)[] endpoints) =>
            _lists.Writer.TryWrite([.. endpoints.Select(static endpoint => new EndpointAddress(new Uri($"http://{endpoint.Name}"), endpoint.Weight))]);

        public void Fail() => _lists.Writer.TryWrite(null);

        public void End() => _lists.Writer.Complete();

        /// <summary>Waits until it has been watched a number of times, and moves the clock past the pauses in between.</summary>
        public Task WatchedAsync(int times, FakeTimeProvider clock) => Until(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return Volatile.Read(ref _watches) >= times;
        });

        public async IAsyncEnumerable<IReadOnlyList<EndpointAddress>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _watches);
            using var registration = cancellationToken.Register(_stopped.SetResult);
            await foreach (var list in _lists.Reader.ReadAllAsync(cancellationToken))
            {
                yield return list ?? throw new InvalidOperationException("The resolver is down.");
            }
        }
    }
}
