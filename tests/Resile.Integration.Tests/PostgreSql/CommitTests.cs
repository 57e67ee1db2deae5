using System.Data.Common;
using Npgsql;
using Resile.Messaging;
using Resile.Messaging.Storage;

namespace Resile.Integration.Tests.PostgreSql;

/// <summary>Messages and commit travel together: all of it happens, or none, and whoever committed learns which.</summary>
public sealed class CommitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, InlineData(0), InlineData(1), InlineData(3)]
    public async Task Commit_with_messages_stores_them_and_ends_the_transaction(int count)
    {
        await using var store = await StoreUnderTest.CreateAsync();
        await CreateOrdersAsync(store);
        for (var round = 1; round <= 3; round++)
        {
            await using var connection = await store.Store.OpenConnectionAsync(Cancellation);
            await using var transaction = await store.Store.BeginTransactionAsync(connection, Cancellation);
            await OrderAsync(transaction, 1, store);

            await store.Store.CommitAsync(transaction, Messages(count), Cancellation);

            Assert.Throws<DurableMessageException>(() => store.Store.Verify(transaction));
            await Assert.ThrowsAsync<InvalidOperationException>(() => store.Store.CommitAsync(transaction, Messages(count), Cancellation));
            Assert.Equal(round, await store.CountAsync("orders"));
            Assert.Equal(round * count, await store.CountAsync("outbox"));
        }
    }

    [Fact]
    public async Task Connection_takes_further_transactions_after_a_commit()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        await CreateOrdersAsync(store);
        await using var connection = await store.Store.OpenConnectionAsync(Cancellation);
        for (var round = 1; round <= 3; round++)
        {
            var transaction = await store.Store.BeginTransactionAsync(connection, Cancellation);
            await OrderAsync(transaction, 1, store);
            await store.Store.CommitAsync(transaction, Messages(1), Cancellation);
            await transaction.DisposeAsync();
        }

        await using (var rolledBack = await store.Store.BeginTransactionAsync(connection, Cancellation))
        {
            await OrderAsync(rolledBack, 1, store);
        }

        Assert.Equal(3, await store.CountAsync("orders"));
        Assert.Equal(3, await store.CountAsync("outbox"));
    }

    [Fact]
    public async Task Delayed_messages_are_committed_with_the_others()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        await using var connection = await store.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await store.Store.BeginTransactionAsync(connection, Cancellation);

        await store.Store.CommitAsync(
            transaction, [StoreUnderTest.Message(), StoreUnderTest.Message(dueAt: StoreUnderTest.Start.AddHours(1))], Cancellation);

        Assert.Equal(1, await store.CountAsync("outbox"));
        Assert.Equal(1, await store.CountAsync("outbox_due"));
    }

    [Theory, InlineData(1), InlineData(5)]
    public async Task Commit_returns_the_keys_of_messages_that_can_be_published_at_once(int count)
    {
        await using var store = await StoreUnderTest.CreateAsync();
        await using var connection = await store.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await store.Store.BeginTransactionAsync(connection, Cancellation);
        var messages = Messages(count);

        var keys = await store.Store.CommitAsync(transaction, messages, Cancellation);

        await using var lease = await store.Store.Outbox.TryAcquireAsync(Guid.NewGuid(), TimeSpan.FromMinutes(1), Cancellation);
        var stored = (await lease!.ReadNextAsync(100, [], Cancellation)).ToDictionary(static record => record.Message.MessageId, static record => record.Key);
        Assert.Equal(messages.Select(message => stored[message.MessageId]), keys);
        Assert.All(keys, key => Assert.True(lease.Holds(key)));
        Assert.False(lease.Holds(new OutboxKey(-1, 1)));
    }

    [Fact]
    public async Task Commit_returns_no_keys_where_a_message_waits_or_has_an_order()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        foreach (var other in (OutboxMessage[])[StoreUnderTest.Message(dueAt: StoreUnderTest.Start.AddHours(1)), StoreUnderTest.Message(orderingKey: "key")])
        {
            await using var connection = await store.Store.OpenConnectionAsync(Cancellation);
            await using var transaction = await store.Store.BeginTransactionAsync(connection, Cancellation);

            Assert.Empty(await store.Store.CommitAsync(transaction, [other, StoreUnderTest.Message()], Cancellation));
        }
    }

    [Fact]
    public async Task Messages_that_cannot_be_written_commit_nothing()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        await CreateOrdersAsync(store);
        await store.ExecuteAsync("ALTER TABLE $schema.outbox ADD CHECK (length(body) < 10)");
        await using (var connection = await store.Store.OpenConnectionAsync(Cancellation))
        await using (var transaction = await store.Store.BeginTransactionAsync(connection, Cancellation))
        {
            await OrderAsync(transaction, 1, store);
            OutboxMessage[] messages = [StoreUnderTest.Message(), StoreUnderTest.Message(body: "{ \"long\": true }")];

            var error = await Assert.ThrowsAsync<PostgresException>(() => store.Store.CommitAsync(transaction, messages, Cancellation));

            Assert.Equal(PostgresErrorCodes.CheckViolation, error.SqlState);
        }

        Assert.Equal(0, await store.CountAsync("orders"));
        Assert.Equal(0, await store.CountAsync("outbox"));
    }

    [Theory, InlineData(0), InlineData(1)]
    public async Task Aborted_transaction_is_an_error_and_no_rollback_that_looks_like_a_commit(int count)
    {
        await using var store = await StoreUnderTest.CreateAsync();
        await CreateOrdersAsync(store);

        // The second time with statements that the connection has prepared.
        for (var round = 0; round < 2; round++)
        {
            await using (var connection = await store.Store.OpenConnectionAsync(Cancellation))
            await using (var transaction = await store.Store.BeginTransactionAsync(connection, Cancellation))
            {
                await OrderAsync(transaction, 1, store);
                await Assert.ThrowsAsync<PostgresException>(() => OrderAsync(transaction, -1, store));

                var error = await Assert.ThrowsAsync<PostgresException>(() => store.Store.CommitAsync(transaction, Messages(count), Cancellation));

                Assert.Equal(PostgresErrorCodes.InFailedSqlTransaction, error.SqlState);
            }

            Assert.Equal(0, await store.CountAsync("orders"));
            Assert.Equal(0, await store.CountAsync("outbox"));
            await store.InTransactionAsync(transaction => OrderAsync(transaction, 1, store));
            await store.ExecuteAsync("DELETE FROM $schema.orders");
        }
    }

    [Fact]
    public async Task Constraint_that_fails_at_the_commit_is_an_error()
    {
        await using var store = await StoreUnderTest.CreateAsync();
        await store.ExecuteAsync("CREATE TABLE $schema.orders (number integer UNIQUE DEFERRABLE INITIALLY DEFERRED)");
        await using (var connection = await store.Store.OpenConnectionAsync(Cancellation))
        await using (var transaction = await store.Store.BeginTransactionAsync(connection, Cancellation))
        {
            await OrderAsync(transaction, 1, store);
            await OrderAsync(transaction, 1, store);

            var error = await Assert.ThrowsAsync<PostgresException>(() => store.Store.CommitAsync(transaction, Messages(1), Cancellation));

            Assert.Equal(PostgresErrorCodes.UniqueViolation, error.SqlState);
        }

        Assert.Equal(0, await store.CountAsync("orders"));
        Assert.Equal(0, await store.CountAsync("outbox"));
    }

    private static OutboxMessage[] Messages(int count) => [.. Enumerable.Range(0, count).Select(static _ => StoreUnderTest.Message())];

    private static async Task CreateOrdersAsync(StoreUnderTest store) =>
        await store.ExecuteAsync("CREATE TABLE $schema.orders (number integer CHECK (number > 0))");

    private static async Task OrderAsync(DbTransaction transaction, int number, StoreUnderTest store)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO {store.Schema}.orders VALUES ({number})";
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
