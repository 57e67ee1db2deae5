using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging.Storage;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;

namespace Resile.Messaging.Tests;

public sealed class SendingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_in_a_durable_transaction_goes_with_its_commit()
    {
        await using var shop = await new Shop(messaging => messaging.AddBilling().AddShipping()).StartAsync();
        await using (var transaction = await shop.Outbox.BeginAsync(Cancellation))
        {
            await transaction.For<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1, 10m), Cancellation);
            await transaction.CommitAsync(Cancellation);
        }

        await shop.WaitForEffectsAsync("shipped", 1);
        Assert.Equal(1, shop.Effects("billed"));
    }

    [Fact]
    public async Task Message_in_a_durable_transaction_vanishes_without_its_commit()
    {
        await using var shop = new Shop();
        await using (var transaction = await shop.Outbox.BeginAsync(Cancellation))
        {
            await using var command = transaction.CreateCommand("INSERT INTO effects VALUES ('placed', 1)");
            await command.ExecuteNonQueryAsync(Cancellation);
            await transaction.For<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1, 10m), Cancellation);
        }

        Assert.Equal(0, (await shop.ReadAsync()).OutboxDepth);
        Assert.Equal(0, shop.Effects("placed"));
    }

    [Fact]
    public async Task Messages_that_were_sent_before_one_that_fails_go_with_the_commit()
    {
        await using var shop = new Shop();
        await shop.Get<StoreStartup>().EnsureReadyAsync(Cancellation);
        shop.Execute("""
            CREATE TRIGGER full BEFORE INSERT ON resile_outbox WHEN (SELECT count(*) FROM resile_outbox) = 100 AND NOT EXISTS (SELECT 1 FROM effects)
            BEGIN SELECT RAISE(ABORT, 'full'); END
            """);
        var sent = 0;
        await using (var transaction = await shop.Outbox.BeginAsync(Cancellation))
        {
            var orders = transaction.For<IOrderEvents>();
            await Assert.ThrowsAsync<SqliteException>(async () =>
            {
                for (; ; sent++)
                {
                    await orders.OrderPlacedAsync(new OrderPlaced(sent, 1m), Cancellation);
                }
            });
            await using var command = transaction.CreateCommand("INSERT INTO effects VALUES ('placed', 1)");
            await command.ExecuteNonQueryAsync(Cancellation);
            await transaction.CommitAsync(Cancellation);
        }

        Assert.Equal(sent, shop.Count("SELECT count(DISTINCT message_id) FROM resile_outbox"));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Message_in_an_enlisted_transaction_shares_its_fate(bool commit, int expected)
    {
        await using var shop = await new Shop().StartAsync();
        shop.Transport.GoAway();
        await using (var connection = shop.Connect())
        await using (var transaction = connection.BeginTransaction())
        {
            var outbox = shop.Outbox.Enlist(transaction);
            await outbox.For<IOrderEvents>().StockReservedAsync("tea", 3, Cancellation);
            if (commit)
            {
                await transaction.CommitAsync(Cancellation);
                outbox.Signal();
            }
        }

        Assert.Equal(expected, (await shop.ReadAsync()).OutboxDepth);
    }

    [Fact]
    public async Task Enlisted_transaction_is_dispatched_although_nobody_signals()
    {
        await using var shop = await new Shop(messaging => messaging.AddBilling()).StartAsync();
        await using var connection = shop.Connect();
        await using (var transaction = connection.BeginTransaction())
        {
            await shop.Outbox.Enlist(transaction).For<IOrderEvents>().StockReservedAsync("tea", 3, Cancellation);
            await transaction.CommitAsync(Cancellation);
        }

        await shop.WaitForEffectsAsync("tea", 1);
    }

    [Fact]
    public async Task Message_sent_alone_is_committed_before_its_task_completes()
    {
        await using var shop = new Shop();

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 10m), Cancellation);

        Assert.Equal(1, (await shop.ReadAsync()).OutboxDepth);
    }

    [Fact]
    public async Task Transaction_of_another_database_is_refused()
    {
        await using var shop = new Shop();
        await using var other = new Shop();
        await shop.ReadAsync();
        await using var connection = other.Connect();
        await using var transaction = connection.BeginTransaction();

        var exception = Assert.Throws<DurableMessageException>(() => shop.Outbox.Enlist(transaction));

        Assert.Contains(other.Path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(shop.Path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transaction_that_has_ended_is_refused()
    {
        await using var shop = new Shop();
        await using var connection = shop.Connect();
        var transaction = connection.BeginTransaction();
        transaction.Rollback();

        Assert.Throws<DurableMessageException>(() => shop.Outbox.Enlist(transaction));
    }

    [Fact]
    public async Task Message_above_the_size_limit_is_refused_with_both_sizes()
    {
        await using var shop = new Shop(messaging => messaging.Configure(options => options.MaximumMessageSize = 2_000));

        var exception = await Assert.ThrowsAsync<DurableMessageException>(
            () => shop.Orders.StockReservedAsync(new string('x', 3_000), 1, Cancellation).AsTask());

        Assert.Contains("2000", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Resile:Messaging:MaximumMessageSize", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await shop.ReadAsync()).OutboxDepth);
    }

    [Fact]
    public async Task Contract_without_a_sender_is_named()
    {
        await using var shop = new Shop();
        await using var transaction = await shop.Outbox.BeginAsync(Cancellation);

        var exception = Assert.Throws<DurableMessageException>(() => transaction.For<IFormatProvider>());

        Assert.Contains(nameof(IFormatProvider), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_call_surfaces_as_cancellation_and_writes_nothing()
    {
        await using var shop = new Shop();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), cancelled.Token));

        Assert.Equal(0, (await shop.ReadAsync()).OutboxDepth);
    }

    [Fact]
    public async Task Writers_of_one_process_take_turns_without_failing()
    {
        await using var shop = new Shop();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(id => Task.Run(
            () => shop.Orders.OrderPlacedAsync(new OrderPlaced(id, 1m), Cancellation), Cancellation)));

        Assert.Equal(200, (await shop.ReadAsync()).OutboxDepth);
    }

    [Fact]
    public async Task Connection_returns_its_turn_at_the_commit_and_not_only_when_it_is_disposed()
    {
        await using var shop = new Shop();
        await using var first = await shop.Outbox.BeginAsync(Cancellation);
        await first.CommitAsync(Cancellation);

        await using var second = await shop.Outbox.BeginAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        Assert.NotSame(first.Connection, second.Connection);
    }

    [Fact]
    public void Second_file_is_refused_and_the_first_may_be_named_again()
    {
        var messaging = new MessagingBuilder(new ServiceCollection()).UseSqlite("shop.db").UseSqlite("shop.db");

        var exception = Assert.Throws<DurableMessageException>(() => messaging.UseSqlite("other.db"));

        Assert.Contains("other.db", exception.Message, StringComparison.Ordinal);
        Assert.Single(messaging.Services, static service => service.ServiceType == typeof(IMessageStore));
    }

    [Fact]
    public void Path_of_a_database_in_memory_is_refused()
    {
        var messaging = new MessagingBuilder(new ServiceCollection());

        Assert.Throws<ArgumentException>(() => messaging.UseSqlite(":memory:"));
    }
}
