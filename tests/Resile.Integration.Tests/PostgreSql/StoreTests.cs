using Npgsql;
using Resile.Integration.Tests.Servers;
using Resile.Messaging;
using Resile.Messaging.PostgreSql;
using Resile.Messaging.Storage;
using static Resile.Integration.Tests.PostgreSql.StoreUnderTest;

namespace Resile.Integration.Tests.PostgreSql;

public sealed class StoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Schema_is_created_once_however_many_nodes_start_at_once()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.ExecuteAsync("DROP SCHEMA $schema CASCADE");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => test.OpenAnother().InitializeAsync(Cancellation)));

        Assert.Equal(64, await test.CountAsync("lane"));
        Assert.Equal(1, await test.CountAsync("store"));
    }

    [Fact]
    public async Task Schema_of_a_newer_version_is_refused()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.ExecuteAsync("UPDATE $schema.store SET version = 999");

        var exception = await Assert.ThrowsAsync<DurableMessageException>(() => test.Store.InitializeAsync(Cancellation));

        Assert.Contains("version 999", exception.Message);
        Assert.Contains(test.Schema, exception.Message);
    }

    [Fact]
    public async Task Message_is_handled_once_by_each_consumer()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var id = Guid.CreateVersion7();

        Assert.True(await InsertAsync(test, "billing", id));
        Assert.False(await InsertAsync(test, "billing", id));
        Assert.True(await InsertAsync(test, "shipping", id));
    }

    [Fact]
    public async Task Second_handler_of_a_message_waits_for_the_first()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var id = Guid.CreateVersion7();
        await using var connection = await test.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await test.Store.BeginTransactionAsync(connection, Cancellation);
        Assert.True(await test.Store.Inbox.TryInsertAsync(transaction, "billing", id, null, Start, Lease, Cancellation));

        var second = InsertAsync(test, "billing", id);
        Assert.NotSame(second, await Task.WhenAny(second, Task.Delay(TimeSpan.FromMilliseconds(300), Cancellation)));
        await transaction.RollbackAsync(Cancellation);

        Assert.True(await second);
    }

    [Fact]
    public async Task Handler_of_a_node_that_was_stopped_keeps_its_message_no_longer_than_it_may()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var id = Guid.CreateVersion7();
        await using var connection = await test.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await test.Store.BeginTransactionAsync(connection, Cancellation);
        Assert.True(await test.Store.Inbox.TryInsertAsync(transaction, "billing", id, null, Start, TimeSpan.FromMilliseconds(200), Cancellation));

        Assert.True(await InsertAsync(test, "billing", id).WaitAsync(TimeSpan.FromSeconds(10), Cancellation));

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync(Cancellation));
    }

    [Fact]
    public async Task Inbox_forgets_what_is_older_than_a_moment_within_a_limit()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.InTransactionAsync(async transaction =>
        {
            for (var minute = 0; minute < 10; minute++)
            {
                await test.Store.Inbox.TryInsertAsync(
                    transaction, "billing", Guid.CreateVersion7(), null, Start.AddMinutes(minute), Lease, Cancellation);
            }
        });

        Assert.Equal(3, await test.Store.Inbox.PurgeAsync(Start.AddMinutes(5), 3, Cancellation));
        Assert.Equal(2, await test.Store.Inbox.PurgeAsync(Start.AddMinutes(5), 3, Cancellation));
        Assert.Equal(5, await test.CountAsync("inbox_undated"));
    }

    [Fact]
    public async Task Dead_letters_are_found_by_what_is_known_of_them_and_what_was_done_is_listed()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await test.InTransactionAsync(async transaction =>
        {
            await test.Store.DeadLetters.AddAsync(transaction, Letter(DeadLetterReasons.Expired), Cancellation);
            await test.Store.DeadLetters.AddAsync(
                transaction, new DeadLetterAction(Start, "replay", "anna", 7, DeadLetterSide.Receiving, "billing", Guid.NewGuid(), "urn", "expired"), Cancellation);
        });
        var letter = Assert.Single(await test.Store.DeadLetters.ListAsync(new(), 0, 10, Cancellation));
        DeadLetterFilter all = new()
        {
            Side = letter.Side,
            Consumer = letter.Consumer,
            MessageType = letter.MessageType,
            Reason = letter.Reason,
            From = letter.DiedAt,
            Before = letter.DiedAt.AddTicks(10),
        };
        Assert.Equal(1, await test.Store.DeadLetters.CountAsync(all, Cancellation));
        foreach (var other in new[]
        {
            all with { Side = (DeadLetterSide)(1 - (int)letter.Side) }, all with { Consumer = "x" }, all with { MessageType = "x" }, all with { Reason = "x" },
            all with { OrderingKey = "x" }, all with { From = letter.DiedAt.AddSeconds(1) }, all with { Before = letter.DiedAt },
        })
        {
            Assert.Equal(0, await test.Store.DeadLetters.CountAsync(other, Cancellation));
            Assert.Empty(await test.Store.DeadLetters.ListAsync(other, 0, 10, Cancellation));
        }

        var action = Assert.Single(await test.Store.DeadLetters.ListActionsAsync(long.MaxValue, 10, Cancellation));
        Assert.Equal(("replay", "anna", 7L, "billing", Start), (action.Action, action.Actor, action.LetterId, action.Consumer, action.At));
    }

    [Fact]
    public async Task Redelivery_is_listed_when_due_and_taken_by_one_transaction_alone()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var redelivery = Redelivery(attempts: 2, due: Start.AddSeconds(5));
        await test.InTransactionAsync(transaction => test.Store.Redeliveries.SaveAsync(transaction, redelivery, Cancellation));

        Assert.Empty(await test.Store.Redeliveries.ReadDueAsync(["billing"], Start, 10, Cancellation));
        Assert.Empty(await test.Store.Redeliveries.ReadDueAsync(["shipping"], Start.AddMinutes(1), 10, Cancellation));
        var read = Assert.Single(await test.Store.Redeliveries.ReadDueAsync(["x", "billing"], Start.AddMinutes(1), 10, Cancellation));
        Assert.Equal(redelivery.MessageId, read.MessageId);
        Assert.Equal(redelivery.Body.ToArray(), read.Body.ToArray());
        Assert.Equal(redelivery.Headers.ToArray(), read.Headers.ToArray());
        Assert.Equal((2, redelivery.DueAt, Start, "first"), (read.Attempts, read.DueAt, read.ReceivedAt, read.Error));
        Assert.Equal(redelivery.DueAt, await test.Store.Redeliveries.ReadNextDueAsync(["billing"], Cancellation));
        Assert.Null(await test.Store.Redeliveries.ReadNextDueAsync(["shipping"], Cancellation));
        Assert.Equal(1, await test.Store.Redeliveries.CountAsync(Cancellation));

        await using var connection = await test.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await test.Store.BeginTransactionAsync(connection, Cancellation);
        Assert.False(await TakeAsync(test, redelivery.MessageId, attempts: 1));
        Assert.True(await test.Store.Redeliveries.TryTakeAsync(transaction, "billing", redelivery.MessageId, 2, Cancellation));
        Assert.False(await TakeAsync(test, redelivery.MessageId, attempts: 2));
        await transaction.RollbackAsync(Cancellation);
        Assert.True(await TakeAsync(test, redelivery.MessageId, attempts: 2));
        Assert.Equal(0, await test.Store.Redeliveries.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Redelivery_that_is_saved_again_replaces_the_first()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var first = Redelivery(attempts: 1, due: Start);
        await test.InTransactionAsync(transaction => test.Store.Redeliveries.SaveAsync(transaction, first, Cancellation));
        await test.InTransactionAsync(transaction => test.Store.Redeliveries.SaveAsync(
            transaction, Redelivery(attempts: 2, due: Start.AddSeconds(1), id: first.MessageId, error: null), Cancellation));

        var read = Assert.Single(await test.Store.Redeliveries.ReadDueAsync(["billing"], Start.AddMinutes(1), 10, Cancellation));
        Assert.Equal((2, (string?)null), (read.Attempts, read.Error));
    }

    [Fact]
    public async Task Dead_letter_is_listed_in_order_and_taken_once()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        var letters = Enumerable.Range(0, 3).Select(n => Letter($"reason-{n}")).ToArray();
        foreach (var letter in letters)
        {
            await test.InTransactionAsync(transaction => test.Store.DeadLetters.AddAsync(transaction, letter, Cancellation));
        }

        var first = Assert.Single(await test.Store.DeadLetters.ListAsync(new(), 0, 1, Cancellation));
        var rest = await test.Store.DeadLetters.ListAsync(new(), first.Id, 10, Cancellation);
        Assert.Equal(["reason-0", "reason-1", "reason-2"], rest.Prepend(first).Select(letter => letter.Reason));
        Assert.Equal("bro\uFFFDken", first.Error);
        Assert.Equal(3, await test.Store.DeadLetters.CountAsync(new(), Cancellation));

        var taken = await test.InTransactionAsync(tx => test.Store.DeadLetters.TakeAsync(tx, first.Id, Cancellation));
        Assert.Equal(letters[0].Body.ToArray(), taken!.Body.ToArray());
        Assert.Null(await test.InTransactionAsync(tx => test.Store.DeadLetters.TakeAsync(tx, first.Id, Cancellation)));
        Assert.Equal(2, await test.Store.DeadLetters.CountAsync(new(), Cancellation));
    }

    [Fact]
    public async Task Transaction_of_another_database_is_refused_and_stays_usable()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await using var elsewhere = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(TestServers.PostgreSql) { Database = "template1" });
        await using var connection = await elsewhere.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);

        var exception = Assert.Throws<DurableMessageException>(() => test.Store.Verify(transaction));

        Assert.Contains("template1", exception.Message);
        await using var command = new NpgsqlCommand("SELECT 1", connection, transaction);
        Assert.Equal(1, await command.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task Transaction_of_the_same_database_is_accepted_until_it_ends()
    {
        await using var test = await StoreUnderTest.CreateAsync();
        await using var connection = await test.DataSource.OpenConnectionAsync(Cancellation);
        var transaction = await connection.BeginTransactionAsync(Cancellation);

        test.Store.Verify(transaction);
        await transaction.CommitAsync(Cancellation);

        Assert.Contains("ended", Assert.Throws<DurableMessageException>(() => test.Store.Verify(transaction)).Message);
    }

    [Theory]
    [InlineData(null, "resile", "ConnectionString is missing")]
    [InlineData("Hots=secret", "resile", "ConnectionString cannot be read")]
    [InlineData("Username=u;Password=secret", "resile", "ConnectionString names no Host")]
    [InlineData("Host=h", "Resile; drop", "Schema is 'Resile; drop'")]
    public void Options_that_cannot_work_are_refused_by_key(string? connectionString, string schema, string message)
    {
        var result = new PostgreSqlOptionsValidator().Validate(
            null, new PostgreSqlOptions { ConnectionString = connectionString, Schema = schema });

        Assert.Contains($"Resile:Messaging:PostgreSql:{message}", result.FailureMessage);
        Assert.DoesNotContain("secret", result.FailureMessage);
    }

    private static Task<bool> InsertAsync(StoreUnderTest test, string consumer, Guid id) => test.InTransactionAsync(
        transaction => test.Store.Inbox.TryInsertAsync(transaction, consumer, id, null, Start, Lease, Cancellation));

    private static Task<bool> TakeAsync(StoreUnderTest test, Guid id, int attempts) => test.InTransactionAsync(
        transaction => test.Store.Redeliveries.TryTakeAsync(transaction, "billing", id, attempts, Cancellation));

    private static Redelivery Redelivery(int attempts, DateTimeOffset due, Guid? id = null, string? error = "first") => new()
    {
        Consumer = "billing",
        MessageId = id ?? Guid.CreateVersion7(),
        MessageType = "urn:message:Acme:Happened",
        ContentType = "application/json",
        Body = new byte[] { 1, 2 },
        Headers = new byte[] { 3 },
        Attempts = attempts,
        DueAt = due,
        ReceivedAt = Start,
        Error = error,
    };

    private static DeadLetter Letter(string reason) => new()
    {
        Side = DeadLetterSide.Receiving,
        Consumer = "billing",
        Destination = "",
        MessageId = Guid.CreateVersion7(),
        MessageType = "",
        ContentType = "",
        Body = new byte[] { 0, 255 },
        Attempts = 1,
        Reason = reason,
        Error = "bro\0ken",
        CreatedAt = Start,
        DiedAt = Start.AddSeconds(1),
    };
}
