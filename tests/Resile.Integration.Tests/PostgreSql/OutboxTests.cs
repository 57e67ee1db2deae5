using System.Text;
using Resile.Messaging.Storage;
using static Resile.Integration.Tests.PostgreSql.StoreUnderTest;

namespace Resile.Integration.Tests.PostgreSql;

public sealed class OutboxTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_is_read_as_it_was_appended()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var message = Message(body: "grüße");
        await test.AppendAsync(message);
        await using var lease = await AcquireAsync(test);

        var record = Assert.Single(await lease.ReadNextAsync(10, Cancellation));

        Assert.Equal(0, record.Attempts);
        Assert.Equal(message.MessageId, record.Message.MessageId);
        Assert.Equal(message.Destination, record.Message.Destination);
        Assert.Equal(message.MessageType, record.Message.MessageType);
        Assert.Equal(message.ContentType, record.Message.ContentType);
        Assert.Equal("grüße", Encoding.UTF8.GetString(record.Message.Body.Span));
        Assert.Equal(message.Headers.ToArray(), record.Message.Headers.ToArray());
        Assert.Equal(message.Flags, record.Message.Flags);
        Assert.Equal(message.CreatedAt, record.Message.CreatedAt);
    }

    [Fact]
    public async Task Key_and_expiry_are_read_as_they_were_appended_also_after_a_delay_and_a_failure()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.AppendAsync(
            Message(orderingKey: "tea", expiresAt: Start.AddHours(1)),
            Message(orderingKey: "tea", expiresAt: Start.AddHours(1), dueAt: Start.AddMinutes(1)));
        await test.Store.Outbox.PromoteAsync(Start.AddMinutes(2), 10, Cancellation);
        await using var lease = await AcquireAsync(test);
        var records = await lease.ReadNextAsync(10, Cancellation);
        Assert.Equal(2, records.Count);
        Assert.All(records, static record => Assert.Equal(("tea", Start.AddHours(1)), (record.Message.OrderingKey, record.Message.ExpiresAt)));
        Assert.Equal(records[0].Key.Lane, records[1].Key.Lane);

        await test.Store.Outbox.DeferAsync([new OutboxDeferral(records[0].Key, Start.AddMinutes(3), 1)], Cancellation);
        await test.Store.Outbox.PromoteAsync(Start.AddMinutes(4), 10, Cancellation);
        await test.Store.Outbox.BuryAsync([new OutboxBurial(records[1].Key, 1, DeadLetterReasons.Expired, null, Start)], Cancellation);
        lease.Rewind();
        var again = Assert.Single(await lease.ReadNextAsync(10, Cancellation));
        Assert.Equal(("tea", Start.AddHours(1), 1), (again.Message.OrderingKey, again.Message.ExpiresAt, again.Attempts));
        Assert.Equal("tea", Assert.Single(await test.Store.DeadLetters.ListAsync(new(), 0, 10, Cancellation)).OrderingKey);
    }

    [Fact]
    public async Task Delayed_message_is_cancelled_and_one_that_has_failed_is_not()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var (delayed, failed) = (Message(dueAt: Start.AddHours(1)), Message());
        await test.AppendAsync(delayed, failed);
        await using var lease = await AcquireAsync(test);
        var record = Assert.Single(await lease.ReadNextAsync(10, Cancellation));
        await test.Store.Outbox.DeferAsync([new OutboxDeferral(record.Key, Start.AddHours(1), 1)], Cancellation);
        Assert.True(await test.InTransactionAsync(transaction => test.Store.Outbox.CancelAsync(transaction, delayed.MessageId, Cancellation)));
        Assert.False(await test.InTransactionAsync(transaction => test.Store.Outbox.CancelAsync(transaction, delayed.MessageId, Cancellation)));
        Assert.False(await test.InTransactionAsync(transaction => test.Store.Outbox.CancelAsync(transaction, failed.MessageId, Cancellation)));
        Assert.Equal(1, await test.CountAsync("outbox_due"));
    }

    [Fact]
    public async Task Messages_are_appended_on_the_calling_thread_just_as_well()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.InTransactionAsync(transaction =>
        {
            test.Store.Outbox.Append(transaction, [Message(), Message(dueAt: Start)]);
            return Task.CompletedTask;
        });
        Assert.Equal((1, 1), (await test.CountAsync("outbox"), await test.CountAsync("outbox_due")));
    }

    [Fact]
    public async Task Message_of_a_transaction_that_rolls_back_is_never_seen()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await using (var connection = await test.Store.OpenConnectionAsync(Cancellation))
        await using (var transaction = await test.Store.BeginTransactionAsync(connection, Cancellation))
        {
            await test.Store.Outbox.AppendAsync(transaction, [Message()], Cancellation);
        }

        await using var lease = await AcquireAsync(test);
        Assert.Empty(await lease.ReadNextAsync(10, Cancellation));
    }

    [Theory]
    [InlineData(1000, 100)]
    [InlineData(1000, 64)]
    [InlineData(300, 1)]
    [InlineData(5, 512)]
    public async Task Reading_in_pieces_gives_every_row_once(int rows, int limit)
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var messages = Enumerable.Range(0, rows).Select(_ => Message()).ToArray();
        await test.AppendAsync(messages);
        await using var lease = await AcquireAsync(test);

        var read = new List<OutboxRecord>();
        while (true)
        {
            var records = await lease.ReadNextAsync(limit, Cancellation);
            read.AddRange(records);
            Assert.True(records.Count <= limit);
            if (records.Count < limit)
            {
                break;
            }
        }

        Assert.Equal(messages.Select(m => m.MessageId).Order(), read.Select(r => r.Message.MessageId).Order());
        Assert.Empty(await lease.ReadNextAsync(limit, Cancellation));
    }

    [Fact]
    public async Task Rows_of_one_lane_alone_are_read_to_the_end_and_in_order()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var messages = Enumerable.Range(0, 200).Select(n => Message(new Guid(n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7))).ToArray();
        await test.AppendAsync(messages);
        await using var lease = await AcquireAsync(test);

        var read = await lease.ReadNextAsync(512, Cancellation);

        Assert.Equal(messages.Select(m => m.MessageId), read.Select(r => r.Message.MessageId));
        Assert.Single(read.Select(r => r.Key.Lane).Distinct());
    }

    [Fact]
    public async Task Row_that_commits_late_is_found_after_a_rewind()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var late = Message(new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7));
        var early = Message(new Guid(2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7));
        await using var connection = await test.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await test.Store.BeginTransactionAsync(connection, Cancellation);
        await test.Store.Outbox.AppendAsync(transaction, [late], Cancellation);
        await test.AppendAsync(early);
        await using var lease = await AcquireAsync(test);
        Assert.Equal(early.MessageId, Assert.Single(await lease.ReadNextAsync(10, Cancellation)).Message.MessageId);

        await transaction.CommitAsync(Cancellation);
        Assert.Empty(await lease.ReadNextAsync(10, Cancellation));
        lease.Rewind();

        Assert.Equal([late.MessageId, early.MessageId], (await lease.ReadNextAsync(10, Cancellation)).Select(r => r.Message.MessageId));
    }

    [Fact]
    public async Task Deleted_rows_are_gone_and_deleting_them_again_is_no_error()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.AppendAsync(Message(), Message(), Message());
        await using var lease = await AcquireAsync(test);
        var keys = (await lease.ReadNextAsync(10, Cancellation)).Select(r => r.Key).ToArray();

        await test.Store.Outbox.DeleteAsync(keys[..2], Cancellation);
        await test.Store.Outbox.DeleteAsync(keys[..2], Cancellation);

        lease.Rewind();
        Assert.Equal(keys[2], Assert.Single(await lease.ReadNextAsync(10, Cancellation)).Key);
    }

    [Fact]
    public async Task Deferred_row_comes_back_when_it_is_due_with_its_attempts()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var message = Message(body: "kept");
        await test.AppendAsync(message);
        await using var lease = await AcquireAsync(test);
        var key = Assert.Single(await lease.ReadNextAsync(10, Cancellation)).Key;

        await test.Store.Outbox.DeferAsync([new OutboxDeferral(key, Start.AddMinutes(1), Attempts: 3)], Cancellation);
        lease.Rewind();
        Assert.Empty(await lease.ReadNextAsync(10, Cancellation));
        Assert.Equal(Start.AddMinutes(1), await test.Store.Outbox.PromoteAsync(Start, 10, Cancellation));
        Assert.Null(await test.Store.Outbox.PromoteAsync(Start.AddMinutes(1), 10, Cancellation));

        lease.Rewind();
        var record = Assert.Single(await lease.ReadNextAsync(10, Cancellation));
        Assert.Equal(3, record.Attempts);
        Assert.Equal(message.MessageId, record.Message.MessageId);
        Assert.Equal("kept", Encoding.UTF8.GetString(record.Message.Body.Span));
        Assert.Equal(message.CreatedAt, record.Message.CreatedAt);
    }

    [Fact]
    public async Task Messages_that_are_due_later_wait_and_come_in_the_order_in_which_they_are_due()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var second = Message(new Guid(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7), Start.AddSeconds(2));
        var first = Message(new Guid(2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7), Start.AddSeconds(1));
        var third = Message(new Guid(3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7), Start.AddSeconds(9));
        var now = Message();
        await test.AppendAsync(second, now, first, third);
        await using var lease = await AcquireAsync(test);
        Assert.Equal(now.MessageId, Assert.Single(await lease.ReadNextAsync(10, Cancellation)).Message.MessageId);

        Assert.Equal(Start.AddSeconds(9), await test.Store.Outbox.PromoteAsync(Start.AddSeconds(5), 10, Cancellation));

        Assert.Equal(
            [first.MessageId, second.MessageId], (await lease.ReadNextAsync(10, Cancellation)).Select(r => r.Message.MessageId));
    }

    [Fact]
    public async Task Promotion_moves_no_more_than_its_limit()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.AppendAsync([.. Enumerable.Range(0, 5).Select(n => Message(dueAt: Start.AddSeconds(n)))]);

        Assert.Equal(Start.AddSeconds(3), await test.Store.Outbox.PromoteAsync(Start.AddMinutes(1), 3, Cancellation));

        Assert.Equal(3, await test.CountAsync("outbox"));
        Assert.Equal(2, await test.CountAsync("outbox_due"));
    }

    [Fact]
    public async Task Buried_row_becomes_a_dead_letter_and_a_second_one_replaces_it()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var message = Message();
        await test.AppendAsync(message, message);
        await using var lease = await AcquireAsync(test);
        var keys = (await lease.ReadNextAsync(10, Cancellation)).Select(r => r.Key).ToArray();

        await test.Store.Outbox.BuryAsync(
            [new OutboxBurial(keys[0], 10, DeadLetterReasons.Rejected, "no\0way", Start.AddHours(1))], Cancellation);
        await test.Store.Outbox.BuryAsync(
            [new OutboxBurial(keys[1], 11, DeadLetterReasons.TooLarge, null, Start.AddHours(2))], Cancellation);

        var letter = Assert.Single(await test.Store.DeadLetters.ListAsync(new(), 0, 10, Cancellation));
        Assert.Equal(DeadLetterSide.Sending, letter.Side);
        Assert.Equal("", letter.Consumer);
        Assert.Equal("topic:Acme:Happened", letter.Destination);
        Assert.Equal(message.MessageId, letter.MessageId);
        Assert.Equal(11, letter.Attempts);
        Assert.Equal(DeadLetterReasons.TooLarge, letter.Reason);
        Assert.Null(letter.Error);
        Assert.Equal(MessageFlags.SubscribersOptional, letter.Flags);
        Assert.Equal(Start, letter.CreatedAt);
        Assert.Equal(Start.AddHours(2), letter.DiedAt);
        Assert.Equal(0, await test.CountAsync("outbox"));
    }

    [Fact]
    public async Task Statistics_count_what_waits_and_tell_the_oldest()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        Assert.Equal(new OutboxStatistics(0, 0, null), await test.Store.Outbox.ReadStatisticsAsync(Cancellation));

        await test.AppendAsync(Message(), Message(), Message(dueAt: Start.AddDays(1)));

        Assert.Equal(new OutboxStatistics(3, 1, Start), await test.Store.Outbox.ReadStatisticsAsync(Cancellation));
    }

    private static async Task<IOutboxLease> AcquireAsync(StoreUnderTest test)
    {
        var lease = await test.Store.Outbox.TryAcquireAsync(Guid.NewGuid(), Lease, Cancellation);
        Assert.NotNull(lease);
        return lease;
    }
}
