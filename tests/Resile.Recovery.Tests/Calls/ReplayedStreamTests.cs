using System.Runtime.CompilerServices;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.Calls;

/// <summary>Which streams begin anew on the next generation.</summary>
public sealed class ReplayedStreamTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_that_has_given_nothing_begins_anew_and_one_that_has_ends()
    {
        await using var host = await DeskHost.StartAsync();

        Assert.Equal([2, 20], await host.Desk.ListAsync(FailsBeforeFirst, Token).ToListAsync(Token));

        var seen = new List<int>();
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var item in host.Desk.ListAsync(FailsAfterFirst, Token))
            {
                seen.Add(item);
            }
        });
        Assert.Equal([2], seen);
    }

    [Fact]
    public async Task Stream_that_waits_for_its_first_item_when_its_generation_ends_is_replayed_if_idempotent()
    {
        await using var host = await DeskHost.StartAsync();
        await using var items = host.Desk.ListAsync(QuietFirst, Token).GetAsyncEnumerator(Token);
        await using var once = host.Desk.ListOnceAsync(QuietFirst, Token).GetAsyncEnumerator(Token);
        var (first, ended) = (items.MoveNextAsync().AsTask(), once.MoveNextAsync().AsTask());
        await Assert.ThrowsAsync<InvalidDataException>(() => host.Desk.PayAsync(static _ => throw new InvalidDataException(), Token));

        await host.Host.UntilAsync(() => first.IsCompleted && ended.IsCompleted, Step);

        Assert.True(await first);
        Assert.Equal(2, items.Current);
        Assert.True((await Assert.ThrowsAsync<ComponentUnavailableException>(() => ended)).MayHaveBegun);
    }

    private static async IAsyncEnumerable<int> FailsBeforeFirst(RecoveryContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        yield return context.Generation == 1 ? throw new InvalidDataException() : context.Generation;
        yield return 10 * context.Generation;
    }

    private static async IAsyncEnumerable<int> FailsAfterFirst(RecoveryContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        yield return context.Generation;
        throw new InvalidDataException();
    }

    private static async IAsyncEnumerable<int> QuietFirst(RecoveryContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await (context.Generation == 1 ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask);
        yield return context.Generation;
    }
}
