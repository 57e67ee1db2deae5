using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;

namespace Resile.Messaging.Tests.EntityFrameworkCore;

public sealed class DbContextTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_is_stored_with_what_the_context_saves(bool isAsync)
    {
        await using var shop = NewShop();
        await using var scope = shop.Services.CreateAsyncScope();
        var orders = scope.ServiceProvider.GetRequiredService<OrdersContext>();
        orders.Orders.Add(new Order { Id = 1 });
        await orders.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        Assert.Equal(0, Stored(shop));
        await SaveAsync(orders, isAsync);
        Assert.Equal((1, 1), (Stored(shop), Saved(shop)));
        await SaveAsync(orders, isAsync);
        Assert.Equal(1, Stored(shop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_is_stored_where_nothing_else_is_to_be_saved(bool isAsync)
    {
        await using var shop = NewShop();
        await using var scope = shop.Services.CreateAsyncScope();
        var orders = scope.ServiceProvider.GetRequiredService<OrdersContext>();
        await orders.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        await SaveAsync(orders, isAsync);
        Assert.Equal(1, Stored(shop));
        Assert.Equal(AutoTransactionBehavior.WhenNeeded, orders.Database.AutoTransactionBehavior);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Save_that_fails_stores_nothing_and_one_that_is_repeated_stores_it_once(bool isAsync)
    {
        await using var shop = NewShop();
        shop.Execute("INSERT INTO Orders (Id, Name) VALUES (1, 'there')");
        await using var scope = shop.Services.CreateAsyncScope();
        var orders = scope.ServiceProvider.GetRequiredService<OrdersContext>();
        var order = orders.Orders.Add(new Order { Id = 1 }).Entity;
        await orders.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        await Assert.ThrowsAsync<DbUpdateException>(() => SaveAsync(orders, isAsync));
        Assert.Equal((0, AutoTransactionBehavior.WhenNeeded), (Stored(shop), orders.Database.AutoTransactionBehavior));

        orders.Entry(order).State = EntityState.Detached;
        orders.Orders.Add(new Order { Id = 2 });
        await SaveAsync(orders, isAsync);
        Assert.Equal((1, 2), (Stored(shop), Saved(shop)));
    }

    [Fact]
    public async Task Commit_that_fails_and_is_retried_by_the_strategy_stores_it_once()
    {
        var failing = new FailingCommit(1);
        await using var shop = NewShop(options => options.AddInterceptors(failing), isRetrying: true);
        await using var scope = shop.Services.CreateAsyncScope();
        var orders = scope.ServiceProvider.GetRequiredService<OrdersContext>();
        orders.Orders.Add(new Order { Id = 1 });
        await orders.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        await orders.SaveChangesAsync(Stop);
        Assert.Equal((1, 1, -1), (Stored(shop), Saved(shop), failing.Left));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Message_goes_with_the_commit_of_the_callers_transaction(bool isSavedFirst, bool isCommitted)
    {
        await using var shop = NewShop();
        await shop.Get<StoreStartup>().EnsureReadyAsync(Stop);
        await using var scope = shop.Services.CreateAsyncScope();
        var orders = scope.ServiceProvider.GetRequiredService<OrdersContext>();
        await using (var transaction = await orders.Database.BeginTransactionAsync(Stop))
        {
            orders.Orders.Add(new Order { Id = 1 });
            if (isSavedFirst)
            {
                await orders.SaveChangesAsync(Stop);
            }

            await orders.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
            if (!isSavedFirst)
            {
                await orders.SaveChangesAsync(Stop);
            }

            await (isCommitted ? transaction.CommitAsync(Stop) : transaction.RollbackAsync(Stop));
        }

        var expected = isCommitted ? 1 : 0;
        Assert.Equal((expected, expected), (Stored(shop), Saved(shop)));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Message_whose_save_failed_goes_with_the_commit_of_the_callers_transaction_only_if_another_succeeds(bool isAsync, bool isRepeated)
    {
        await using var shop = NewShop();
        shop.Execute("INSERT INTO Orders (Id, Name) VALUES (1, 'there')");
        await shop.Get<StoreStartup>().EnsureReadyAsync(Stop);
        await using var scope = shop.Services.CreateAsyncScope();
        var orders = scope.ServiceProvider.GetRequiredService<OrdersContext>();
        await using (var transaction = await orders.Database.BeginTransactionAsync(Stop))
        {
            var order = orders.Orders.Add(new Order { Id = 1 }).Entity;
            await orders.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
            await Assert.ThrowsAsync<DbUpdateException>(() => SaveAsync(orders, isAsync));
            if (isRepeated)
            {
                orders.Entry(order).State = EntityState.Detached;
                orders.Orders.Add(new Order { Id = 2 });
                await SaveAsync(orders, isAsync);
            }

            await transaction.CommitAsync(Stop);
        }

        Assert.Equal(isRepeated ? (1, 2) : (0, 1), (Stored(shop), Saved(shop)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_that_could_not_be_written_goes_with_the_commit_of_what_was_saved(bool isAsync)
    {
        await using var shop = NewShop();
        await shop.Get<StoreStartup>().EnsureReadyAsync(Stop);
        shop.Execute("CREATE TRIGGER full BEFORE INSERT ON resile_outbox WHEN NOT EXISTS (SELECT 1 FROM effects) BEGIN SELECT RAISE(ABORT, 'full'); END");
        await using var scope = shop.Services.CreateAsyncScope();
        var orders = scope.ServiceProvider.GetRequiredService<OrdersContext>();
        await using (var transaction = await orders.Database.BeginTransactionAsync(Stop))
        {
            orders.Orders.Add(new Order { Id = 1 });
            await orders.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
            await Assert.ThrowsAsync<SqliteException>(() => SaveAsync(orders, isAsync));
            await orders.Database.ExecuteSqlAsync($"INSERT INTO effects VALUES ('room', 1)", Stop);
            await transaction.CommitAsync(Stop);
        }

        Assert.Equal((1, 1), (Stored(shop), Saved(shop)));
    }

    [Fact]
    public async Task Request_by_a_context_is_refused()
    {
        await using var shop = NewShop(messaging: static messaging => messaging.AddSender<IOrderQuestions>(static sender => new OrderQuestionsSender(sender)));
        await using var scope = shop.Services.CreateAsyncScope();
        var questions = scope.ServiceProvider.GetRequiredService<OrdersContext>().Durable<IOrderQuestions>();

        var refused = await Assert.ThrowsAsync<DurableMessageException>(() => questions.CountAsync(new OrderCount("anna"), Stop));

        Assert.Contains("cannot be part of a transaction", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_that_one_user_of_a_pooled_context_did_not_save_is_not_sent_by_the_next()
    {
        await using var shop = NewShop();
        var options = shop.Services.GetRequiredService<DbContextOptions<OrdersContext>>();
        var pool = new Microsoft.EntityFrameworkCore.Infrastructure.PooledDbContextFactory<OrdersContext>(options, poolSize: 1);
        await using (var first = await pool.CreateDbContextAsync(Stop))
        {
            await first.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        }

        await using var second = await pool.CreateDbContextAsync(Stop);
        second.Orders.Add(new Order { Id = 1 });
        await second.SaveChangesAsync(Stop);
        Assert.Equal((0, 1), (Stored(shop), Saved(shop)));
    }

    [Fact]
    public async Task Handler_saves_in_the_transaction_that_it_is_called_in()
    {
        await using var shop = NewShop(messaging: static messaging => messaging.AddHandler<IOrderEventsOrderPlacedHandler, OrdersHandler>(
            OrderEventsReceiver.OrderPlacedMap, ShopHandlers.Impatient(immediateRetries: 1)));
        shop.Calls.Inside = (context, _) => context.Attempt == 1 ? throw new InvalidOperationException("The first attempt fails.") : Task.CompletedTask;
        await shop.StartAsync();
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(7, 1m), Stop);
        await Eventually.TrueAsync(() => Saved(shop) == 1, "the order is saved");
        Assert.Equal((2, 1), (shop.Calls.Count, shop.Count("SELECT count(*) FROM resile_inbox")));

        // What it sent has no subscriber, and waits: once.
        await Eventually.TrueAsync(() => shop.Count("SELECT count(*) FROM resile_outbox_due") == 1, "its message waits");
        Assert.Equal(0, Stored(shop));
    }

    [Fact]
    public async Task Context_that_was_not_set_up_says_how()
    {
        await using var orders = new OrdersContext(new DbContextOptionsBuilder<OrdersContext>().UseSqlite("Data Source=none.db").Options);
        var error = Assert.Throws<InvalidOperationException>(() => orders.Durable<IOrderEvents>());
        Assert.Contains("UseDurableMessages", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Context_of_another_database_is_refused()
    {
        await using var shop = NewShop();
        await using var other = new Shop();
        await using var orders = new OrdersContext(
            new DbContextOptionsBuilder<OrdersContext>().UseSqlite($"Data Source={other.Path}").UseDurableMessages(shop.Services).Options);
        await orders.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        await Assert.ThrowsAsync<DurableMessageException>(() => orders.SaveChangesAsync(Stop));
        Assert.Equal(0, Stored(shop));
    }

    private static Shop NewShop(
        Action<DbContextOptionsBuilder>? configure = null, bool isRetrying = false, Action<MessagingBuilder>? messaging = null)
    {
        Shop? shop = null;
        shop = new Shop(section =>
        {
            section.Services.AddDbContext<OrdersContext>((services, options) =>
            {
                options.UseSqlite($"Data Source={shop!.Path}", sqlite =>
                {
                    if (isRetrying)
                    {
                        sqlite.ExecutionStrategy(static dependencies => new RetryOnce(dependencies));
                    }
                }).UseDurableMessages(services);
                configure?.Invoke(options);
            });
            messaging?.Invoke(section);
        });
        shop.Execute("CREATE TABLE Orders (Id INTEGER PRIMARY KEY, Name TEXT NOT NULL)");
        return shop;
    }

    private static async Task SaveAsync(DbContext context, bool isAsync)
    {
        if (isAsync)
        {
            await context.SaveChangesAsync(Stop);
        }
        else
        {
            context.SaveChanges();
        }
    }

    private static int Stored(Shop shop) => (int)shop.Count("SELECT count(*) FROM sqlite_master WHERE name = 'resile_outbox'") == 0
        ? 0
        : (int)shop.Count("SELECT count(*) FROM resile_outbox");

    private static int Saved(Shop shop) => (int)shop.Count("SELECT count(*) FROM Orders");
}
