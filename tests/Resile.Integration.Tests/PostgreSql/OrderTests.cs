using Npgsql;
using Resile.Integration.Tests.Servers;
using Resile.Messaging.Storage;
using static Resile.Integration.Tests.PostgreSql.StoreUnderTest;

namespace Resile.Integration.Tests.PostgreSql;

/// <summary>Order within a key in the tables.</summary>
public sealed class OrderTests
{
    private static Task SendAsync(StoreUnderTest test, out Task<int> session, params string[] keys)
    {
        var known = new TaskCompletionSource<int>();
        session = known.Task;
        return test.InTransactionAsync(transaction =>
        {
            known.SetResult(((NpgsqlConnection)transaction.Connection!).ProcessID);
            return test.Store.Outbox.AppendAsync(transaction, [.. keys.Select(static key => Ordered(key))], Cancellation);
        });
    }

    private static async Task<bool> IsWaitingAsync(StoreUnderTest test, Task<int> session)
    {
        await using var command = test.DataSource.CreateCommand($"SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = {await session}");
        return await command.ExecuteScalarAsync(Cancellation) is true;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sender_of_a_key_waits_for_the_commit_of_the_one_before_and_no_other_sender_does()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await using var connection = await test.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await test.Store.BeginTransactionAsync(connection, Cancellation);
        var first = Ordered("a");
        await test.Store.Outbox.AppendAsync(transaction, [first], Cancellation);

        var second = Ordered("a");
        var waiting = test.AppendAsync(second);
        await test.AppendAsync(Ordered("b"), Message());
        await Task.Delay(100, Cancellation);
        Assert.False(waiting.IsCompleted);
        await transaction.CommitAsync(Cancellation);
        await waiting;

        await using var lease = await AcquireAsync(test);
        Assert.Equal([first.MessageId, second.MessageId], await ReadAsync(lease, "a"));
    }

    [Fact]
    public async Task Senders_of_the_same_keys_in_another_order_do_not_wait_for_each_other()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        string[] keys = [.. Enumerable.Range(0, 3).Select(static _ => Guid.NewGuid().ToString())];
        await using var connection = await test.Store.OpenConnectionAsync(Cancellation);
        await using var holding = await test.Store.BeginTransactionAsync(connection, Cancellation);
        await test.Store.Outbox.AppendAsync(holding, [Ordered(keys[1])], Cancellation);

        // In the order of the calls, the first would have the first key and wait for the last, and the second the other way round.
        var first = SendAsync(test, out var firstSession, keys);
        await Eventually.TrueAsync(() => IsWaitingAsync(test, firstSession));
        var second = SendAsync(test, out var secondSession, keys[2], keys[0]);
        await Eventually.TrueAsync(async () => second.IsCompleted || await IsWaitingAsync(test, secondSession));
        await holding.CommitAsync(Cancellation);

        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Row_is_not_read_while_one_of_its_key_before_the_place_of_reading_is_stored()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var (first, second, other) = (Ordered("a"), Ordered("a"), Ordered("b"));
        await test.AppendAsync(first);
        await using var lease = await AcquireAsync(test);
        var key = Assert.Single(await lease.ReadNextAsync(10, Cancellation)).Key;

        await test.AppendAsync(second, other);
        Assert.Equal([other.MessageId], (await lease.ReadNextAsync(10, Cancellation)).Select(static record => record.Message.MessageId));
        await test.Store.Outbox.DeleteAsync([key], Cancellation);
        lease.Rewind();
        Assert.Equal([second.MessageId], await ReadAsync(lease, "a"));
        lease.Rewind();
        Assert.Equal([other.MessageId], (await lease.ReadNextAsync(10, ["a"], Cancellation)).Select(static record => record.Message.MessageId));
    }

    [Fact]
    public async Task Row_that_commits_late_is_read_before_those_of_its_key_behind_it()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await using var connection = await test.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await test.Store.BeginTransactionAsync(connection, Cancellation);
        var (late, behind) = (Ordered("a"), Ordered("a"));
        await test.Store.Outbox.AppendAsync(transaction, [late], Cancellation);
        await test.ExecuteAsync($"INSERT INTO $schema.outbox (lane, message_id, destination, message_type, content_type, body, headers, flags, created_at) SELECT lane, gen_random_uuid(), 'topic:A:B', 'x', 'x', '', '', 0, now() FROM $schema.lane");
        await using var lease = await AcquireAsync(test);
        Assert.Equal(64, (await lease.ReadNextAsync(100, Cancellation)).Count);

        await transaction.CommitAsync(Cancellation);
        await test.AppendAsync(behind);
        Assert.Empty(await lease.ReadNextAsync(100, Cancellation));
        lease.Rewind();
        Assert.Equal([late.MessageId, behind.MessageId], await ReadAsync(lease, "a"));
    }

    [Theory, InlineData(MessageFlags.None, true), InlineData(MessageFlags.ParkOnFailure, false)]
    public async Task Dead_letter_blocks_its_key_until_it_is_back_at_its_place(MessageFlags flags, bool isBlocking)
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var (first, second) = (Ordered("a", flags), Ordered("a", flags));
        await test.AppendAsync(first, second);
        await using var lease = await AcquireAsync(test);
        var key = (await lease.ReadNextAsync(10, Cancellation))[0].Key;
        await test.Store.Outbox.BuryAsync([new OutboxBurial(key, 10, DeadLetterReasons.Rejected, "no", Start)], Cancellation);
        lease.Rewind();
        Assert.Equal(isBlocking ? [] : [second.MessageId], await ReadAsync(lease, "a"));
        Assert.Equal(isBlocking ? [new BlockedKey("", "a")] : [], await test.Store.DeadLetters.ReadBlockedKeysAsync(10, Cancellation));

        var letter = Assert.Single(await test.Store.DeadLetters.ListAsync(new(), 0, 10, Cancellation));
        Assert.Equal(key.Sequence, letter.Place);
        await test.InTransactionAsync(async transaction =>
        {
            await test.Store.DeadLetters.TakeAsync(transaction, letter.Id, Cancellation);
            await test.Store.Outbox.AppendAsync(transaction, [Ordered("a", flags, first.MessageId, letter.Place)], Cancellation);
        });
        lease.Rewind();
        Assert.Equal([first.MessageId, second.MessageId], await ReadAsync(lease, "a"));
    }

    [Fact]
    public async Task Redelivery_has_its_turn_when_those_before_it_are_committed()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var (first, second) = (Waiting("a"), Waiting("a"));
        await test.InTransactionAsync(transaction => test.Store.Redeliveries.SaveAsync(transaction, first, Cancellation));
        await test.InTransactionAsync(transaction => test.Store.Redeliveries.QueueAsync(transaction, second, Cancellation));
        await test.InTransactionAsync(transaction => test.Store.Redeliveries.QueueAsync(transaction, second, Cancellation));
        var due = Assert.Single(await test.Store.Redeliveries.ReadDueAsync(["c"], Start, 10, Cancellation));
        Assert.Equal(first.MessageId, due.MessageId);

        await using (var connection = await test.Store.OpenConnectionAsync(Cancellation))
        await using (var transaction = await test.Store.BeginTransactionAsync(connection, Cancellation))
        {
            Assert.True(await test.Store.Redeliveries.TryTakeAsync(transaction, "c", first.MessageId, 1, Cancellation));
            Assert.Equal(OrderedTurn.Now, await test.Store.Redeliveries.ReadTurnAsync(transaction, "c", "a", first.MessageId, due.Place, Cancellation));
            Assert.Equal(OrderedTurn.Later, await TurnAsync(test, second.MessageId, due.Place + 1));
            Assert.Equal(OrderedTurn.Later, await TurnAsync(test, Guid.NewGuid(), null));
            Assert.Equal(OrderedTurn.Kept, await TurnAsync(test, second.MessageId, null));
            await transaction.CommitAsync(Cancellation);
        }

        var next = Assert.Single(await test.Store.Redeliveries.ReadDueAsync(["c"], Start, 10, Cancellation));
        Assert.Equal(OrderedTurn.Now, await TurnAsync(test, second.MessageId, next.Place));

        // The first failed again: its place is before the second.
        await test.InTransactionAsync(transaction => test.Store.Redeliveries.SaveAsync(transaction, due, Cancellation));
        Assert.Equal(OrderedTurn.Later, await TurnAsync(test, second.MessageId, next.Place));
        Assert.Equal(first.MessageId, Assert.Single(await test.Store.Redeliveries.ReadDueAsync(["c"], Start, 10, Cancellation)).MessageId);
    }

    [Theory, InlineData(MessageFlags.None, OrderedTurn.Later), InlineData(MessageFlags.ParkOnFailure, OrderedTurn.Now)]
    public async Task Dead_letter_of_a_consumer_blocks_its_key_there(MessageFlags flags, OrderedTurn turn)
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var waiting = Waiting("a");
        await test.InTransactionAsync(transaction => test.Store.DeadLetters.AddAsync(transaction, Letter("a", flags), Cancellation));
        await test.InTransactionAsync(transaction => test.Store.Redeliveries.QueueAsync(transaction, waiting, Cancellation));

        var letter = Assert.Single(await test.Store.DeadLetters.ListAsync(new(), 0, 10, Cancellation));
        Assert.NotNull(letter.Place);
        Assert.Equal(turn == OrderedTurn.Now ? 1 : 0, (await test.Store.Redeliveries.ReadDueAsync(["c"], Start, 10, Cancellation)).Count);
        Assert.Equal(turn == OrderedTurn.Now, await test.Store.Redeliveries.ReadNextDueAsync(["c"], Cancellation) is not null);
        Assert.Equal(turn, await TurnAsync(test, waiting.MessageId, long.MaxValue - 1, without: waiting.MessageId));
    }

    private static async Task<OrderedTurn> TurnAsync(StoreUnderTest test, Guid messageId, long? place, Guid? without = null)
    {
        await using var connection = await test.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await test.Store.BeginTransactionAsync(connection, Cancellation);
        if (without is { } id)
        {
            await test.Store.Redeliveries.TryTakeAsync(transaction, "c", id, 1, Cancellation);
        }

        return await test.Store.Redeliveries.ReadTurnAsync(transaction, "c", "a", messageId, place, Cancellation);
    }

    private static OutboxMessage Ordered(string key, MessageFlags flags = MessageFlags.None, Guid? id = null, long? place = null)
    {
        var message = Message(id);
        return new OutboxMessage
        {
            MessageId = message.MessageId,
            Destination = message.Destination,
            MessageType = message.MessageType,
            ContentType = message.ContentType,
            Body = message.Body,
            Flags = flags,
            CreatedAt = message.CreatedAt,
            OrderingKey = key,
            Place = place,
        };
    }

    private static Redelivery Waiting(string key) => new()
    {
        Consumer = "c",
        MessageId = Guid.CreateVersion7(),
        MessageType = "x",
        ContentType = "x",
        Body = new byte[] { 1 },
        OrderingKey = key,
        Attempts = 1,
        DueAt = Start,
        ReceivedAt = Start,
    };

    private static DeadLetter Letter(string key, MessageFlags flags) => new()
    {
        Side = DeadLetterSide.Receiving,
        Consumer = "c",
        Destination = "",
        MessageId = Guid.CreateVersion7(),
        MessageType = "x",
        ContentType = "x",
        Body = new byte[] { 1 },
        OrderingKey = key,
        Flags = flags,
        Attempts = 3,
        Reason = DeadLetterReasons.HandlerFailed,
        CreatedAt = Start,
        DiedAt = Start,
    };

    private static async Task<IEnumerable<Guid>> ReadAsync(IOutboxLease lease, string key) =>
        (await lease.ReadNextAsync(100, Cancellation)).Where(record => record.Message.OrderingKey == key).Select(static record => record.Message.MessageId);

    private static async Task<IOutboxLease> AcquireAsync(StoreUnderTest test) =>
        (await test.Store.Outbox.TryAcquireAsync(Guid.NewGuid(), Lease, Cancellation))!;
}
