using Resile.Recovery.Supervision;

namespace Resile.Recovery.Tests.Supervision;

public sealed class SupervisionEventsTests
{
    private readonly SupervisionEvents _events = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reader_that_is_too_far_behind_loses_the_oldest()
    {
        await using var reader = _events.WatchAsync(Token).GetAsyncEnumerator(Token);
        Publish(1, 3_000);
        _events.Complete();

        var read = new List<int>();
        while (await reader.MoveNextAsync())
        {
            read.Add(reader.Current.Generation);
        }

        Assert.Equal(Enumerable.Range(3_000 - 1_023, 1_024), read);
    }

    [Fact]
    public async Task Each_enumeration_follows_by_itself_and_ends_when_the_host_has_stopped()
    {
        var stream = _events.WatchAsync(Token);
        await using (var first = stream.GetAsyncEnumerator(Token))
        {
            Publish(1, 1);
            Assert.True(await first.MoveNextAsync());
        }

        Publish(2, 2);
        await using var second = stream.GetAsyncEnumerator(Token);
        Publish(3, 3);
        Assert.True(await second.MoveNextAsync());
        Assert.Equal(3, second.Current.Generation);
        _events.Complete();
        Assert.False(await second.MoveNextAsync());
        await using var late = stream.GetAsyncEnumerator(Token);
        Assert.False(await late.MoveNextAsync());
    }

    [Fact]
    public async Task Either_token_ends_the_following()
    {
        using var stream = new CancellationTokenSource();
        using var enumeration = new CancellationTokenSource();
        await using var first = _events.WatchAsync(stream.Token).GetAsyncEnumerator(Token);
        await using var second = _events.WatchAsync(Token).GetAsyncEnumerator(enumeration.Token);
        var (one, two) = (first.MoveNextAsync().AsTask(), second.MoveNextAsync().AsTask());

        await stream.CancelAsync();
        await enumeration.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
    }

    private void Publish(int first, int last)
    {
        for (var generation = first; generation <= last; generation++)
        {
            _events.Publish(new SupervisionEvent(DateTimeOffset.UnixEpoch, SupervisionEventKind.Crashed, "Service", "Worker", generation));
        }
    }
}
