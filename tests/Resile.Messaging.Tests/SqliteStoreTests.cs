using Resile.Messaging.Sqlite;
using Resile.Messaging.Storage;
using Resile.Messaging.Tests.Support;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Tests;

/// <summary>What the engine relies on and can hardly show when it goes wrong once.</summary>
public sealed class SqliteStoreTests : IAsyncLifetime, IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteMessageStore _store;

    public SqliteStoreTests() => _store = new SqliteMessageStore(_folder.File("store.db"), TimeProvider.System);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.InitializeAsync(Stop);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Redelivery_is_taken_once_and_with_the_count_that_was_read()
    {
        var redelivery = Redelivered(Guid.NewGuid());
        await InTransactionAsync(transaction => _store.Redeliveries.SaveAsync(transaction, redelivery, Stop));

        Assert.False(await TakeAsync(attempts: 2));
        Assert.True(await TakeAsync(attempts: 1));
        Assert.False(await TakeAsync(attempts: 1));

        async Task<bool> TakeAsync(int attempts)
        {
            var taken = false;
            await InTransactionAsync(async transaction => taken = await _store.Redeliveries.TryTakeAsync(transaction, "consumer", redelivery.MessageId, attempts, Stop));
            return taken;
        }
    }

    [Fact]
    public async Task Copy_of_a_message_that_is_kept_has_no_turn()
    {
        var kept = Redelivered(Guid.NewGuid(), "key");
        await InTransactionAsync(transaction => _store.Redeliveries.QueueAsync(transaction, kept, Stop));

        Assert.Equal((OrderedTurn.Kept, OrderedTurn.Later), (await TurnAsync(kept.MessageId), await TurnAsync(Guid.NewGuid())));

        async Task<OrderedTurn> TurnAsync(Guid message)
        {
            var turn = OrderedTurn.Now;
            await InTransactionAsync(async transaction => turn = await _store.Redeliveries.ReadTurnAsync(transaction, "consumer", "key", message, place: null, Stop));
            return turn;
        }
    }

    [Fact]
    public async Task Promotion_in_pieces_moves_each_row_once()
    {
        await InTransactionAsync(transaction => _store.Outbox.AppendAsync(transaction, [Message(dueAt: Now), Message(dueAt: Now), Message(dueAt: Now)], Stop));

        await _store.Outbox.PromoteAsync(Now, limit: 2, Stop);
        var first = await _store.Outbox.ReadStatisticsAsync(Stop);
        await _store.Outbox.PromoteAsync(Now, limit: 2, Stop);
        var second = await _store.Outbox.ReadStatisticsAsync(Stop);

        Assert.Equal((3, 1, 3, 0), (first.Depth, first.Deferred, second.Depth, second.Deferred));
    }

    [Fact]
    public async Task Row_is_not_read_while_one_of_its_key_before_the_place_of_reading_is_stored()
    {
        await InTransactionAsync(transaction => _store.Outbox.AppendAsync(transaction, [Message("key"), Message(), Message("key")], Stop));
        await using var lease = (await _store.Outbox.TryAcquireAsync(Guid.NewGuid(), TimeSpan.FromSeconds(10), Stop))!;

        Assert.Equal(2, (await lease.ReadNextAsync(2, [], Stop)).Count);
        Assert.Empty(await lease.ReadNextAsync(2, [], Stop));
        lease.Rewind();
        Assert.Equal(3, (await lease.ReadNextAsync(3, [], Stop)).Count);
    }

    private static OutboxMessage Message(string? key = null, DateTimeOffset? dueAt = null) => new()
    {
        MessageId = Guid.CreateVersion7(),
        Destination = Destination.Topic("A:B"),
        MessageType = "urn:message:A:B",
        ContentType = "application/json",
        Body = new byte[] { 1 },
        CreatedAt = Now,
        OrderingKey = key,
        DueAt = dueAt,
    };

    private static Redelivery Redelivered(Guid id, string? key = null) => new()
    {
        Consumer = "consumer",
        MessageId = id,
        MessageType = "urn:message:A:B",
        ContentType = "application/json",
        Body = new byte[] { 1 },
        OrderingKey = key,
        Attempts = 1,
        DueAt = Now,
        ReceivedAt = Now,
    };

    private async Task InTransactionAsync(Func<System.Data.Common.DbTransaction, Task> work)
    {
        await using var held = await _store.BeginAsync(Stop);
        await work(held.Transaction);
        await held.CommitAsync([], TestContext.Current.CancellationToken);
    }
}
