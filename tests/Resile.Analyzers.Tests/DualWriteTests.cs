using Resile.Analyzers.Messaging;

namespace Resile.Analyzers.Tests;

/// <summary>What is sent beside the transaction that the same method commits.</summary>
public sealed class DualWriteTests
{
    private const string Contracts =
        """
        namespace Acme;

        [DurableMessage]
        public interface IOrderEvents
        {
            Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken = default);
            Task OrderRefusedAsync(int id, string reason, CancellationToken cancellationToken = default);
            [Request] Task<int> CountAsync(int id, CancellationToken cancellationToken = default);
        }

        public sealed record OrderPlaced(int Id);

        public class Order { public int Id { get; set; } }

        public class Shop(DbContextOptions<Shop> options) : DbContext(options) { public DbSet<Order> Orders => Set<Order>(); }
        """;

    [Fact]
    public Task Injected_contract_beside_a_save_is_RSL3033() => VerifyAsync(
        """
        public sealed class Desk(Shop shop, IOrderEvents events)
        {
            public async Task BeforeAsync(CancellationToken cancellationToken)
            {
                shop.Add(new Order());
                await {|RSL3033:events.OrderPlacedAsync|}(new OrderPlaced(1), cancellationToken);
                await shop.SaveChangesAsync(cancellationToken);
            }

            public async Task AfterAsync(bool isGood)
            {
                shop.Add(new Order());
                await shop.SaveChangesAsync();
                if (isGood)
                {
                    await {|RSL3033:events.OrderPlacedAsync|}(new OrderPlaced(1));
                }
            }

            public async Task InTransactionAsync()
            {
                await using var transaction = await shop.Database.BeginTransactionAsync();
                try
                {
                    shop.SaveChanges();
                    await {|RSL3033:events.OrderPlacedAsync|}(new OrderPlaced(1)).ConfigureAwait(false);
                    await transaction.CommitAsync();
                }
                catch
                {
                    await transaction.RollbackAsync();
                    throw;
                }
            }

            public Task InStrategyAsync() => shop.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                await shop.SaveChangesAsync();
                await {|RSL3033:events.OrderPlacedAsync|}(new OrderPlaced(1));
            });
        }
        """);

    [Fact]
    public Task Injected_contract_beside_a_commit_is_RSL3033() => VerifyAsync(
        """
        public sealed class Desk
        {
            private readonly IOrderEvents _events;
            private readonly DbConnection _connection;
            private readonly IOutbox _outbox;
            public Desk(IOrderEvents events, DbConnection connection, IOutbox outbox) => (_events, _connection, _outbox) = (events, connection, outbox);

            public async Task OwnAsync()
            {
                await using var transaction = await _connection.BeginTransactionAsync();
                await {|RSL3033:_events.OrderPlacedAsync|}(new OrderPlaced(1));
                await transaction.CommitAsync();
            }

            public async Task OursAsync(CancellationToken cancellationToken)
            {
                await using var transaction = await _outbox.BeginAsync(cancellationToken);
                await {|RSL3033:_outbox.For<IOrderEvents>(new SendOptions()).OrderPlacedAsync|}(new OrderPlaced(1), cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            public async Task LocalAsync(IServiceProvider services)
            {
                async Task WriteAsync()
                {
                    var events = services.GetRequiredService<IOrderEvents>();
                    using var transaction = _connection.BeginTransaction();
                    transaction.Commit();
                    await {|RSL3033:events.OrderPlacedAsync|}(new OrderPlaced(1));
                }

                await WriteAsync();
            }
        }
        """);

    [Fact]
    public Task Minimal_api_that_saves_beside_an_injected_contract_is_RSL3033() => UsageVerifier<DualWriteAnalyzer>.VerifyAsync(
        Microsoft.CodeAnalysis.OutputKind.ConsoleApplication, null,
        """
        using Acme;

        var app = WebApplication.CreateBuilder(args).Build();
        app.MapPost("/orders", async (Order order, Shop shop, IOrderEvents events) =>
        {
            shop.Add(order);
            await shop.SaveChangesAsync();
            await {|RSL3033:events.OrderPlacedAsync|}(new OrderPlaced(order.Id));
        });
        app.MapPut("/orders", async (Order order, Shop shop) =>
        {
            shop.Add(order);
            await shop.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(order.Id));
            await shop.SaveChangesAsync();
        });
        var outside = app.Services.GetRequiredService<IOrderEvents>();
        await outside.OrderPlacedAsync(new OrderPlaced(1));
        app.Run();
        """, Contracts);

    [Fact]
    public Task Call_that_comes_too_late_is_RSL3033() => VerifyAsync(
        """
        public sealed class Desk(Shop shop, IOutbox outbox, DbConnection connection)
        {
            public async Task OursAsync(CancellationToken cancellationToken)
            {
                await using var transaction = await outbox.BeginAsync(cancellationToken);
                var events = transaction.For<IOrderEvents>();
                await transaction.CommitAsync(cancellationToken);
                await {|RSL3033:events.OrderPlacedAsync|}(new OrderPlaced(1), cancellationToken);
            }

            public async Task EnlistedAsync()
            {
                await using var transaction = await connection.BeginTransactionAsync();
                var enlisted = outbox.Enlist(transaction);
                await transaction.CommitAsync();
                await {|RSL3033:enlisted.For<IOrderEvents>().OrderPlacedAsync|}(new OrderPlaced(1));
                enlisted.Signal();
            }

            public async Task ContextAsync()
            {
                shop.Add(new Order());
                await shop.SaveChangesAsync();
                await {|RSL3033:shop.Durable<IOrderEvents>().OrderPlacedAsync|}(new OrderPlaced(1));
            }
        }
        """);

    [Fact]
    public Task Calls_that_take_part_are_left_alone() => VerifyAsync(
        """
        public sealed class Desk(Shop shop, IOutbox outbox, DbConnection connection, IOrderEvents events)
        {
            public async Task OursAsync(IEnumerable<int> ids)
            {
                foreach (var id in ids)
                {
                    await using var transaction = await outbox.BeginAsync();
                    await using (var command = transaction.CreateCommand("insert")) { await command.ExecuteNonQueryAsync(); }
                    await transaction.For<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(id));
                    await transaction.CommitAsync();
                }
            }

            public async Task EnlistedAsync()
            {
                await using var transaction = await connection.BeginTransactionAsync();
                var mine = outbox.Enlist(transaction).For<IOrderEvents>();
                await mine.OrderPlacedAsync(new OrderPlaced(1));
                await transaction.CommitAsync();
            }

            public async Task ContextAsync()
            {
                await shop.SaveChangesAsync();
                foreach (var order in shop.Orders) { await shop.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(order.Id)); }
                await shop.SaveChangesAsync();
            }

            public async Task PagesAsync()
            {
                while (true)
                {
                    await shop.SaveChangesAsync();
                    await shop.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1));
                }
            }

            public async Task SavedElsewhereAsync()
            {
                await shop.SaveChangesAsync();
                await shop.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1));
                await SaveAllAsync();
            }

            public async Task GivenAsync(Shop given)
            {
                await given.SaveChangesAsync();
                await given.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1));
            }

            public async Task EitherAsync(bool isGood)
            {
                if (isGood)
                {
                    await shop.SaveChangesAsync();
                }
                else
                {
                    await events.OrderRefusedAsync(1, "no");
                }
            }

            public async Task EarlyAsync(IEnumerable<int> ids)
            {
                foreach (var id in ids)
                {
                    if (id < 0)
                    {
                        await events.OrderRefusedAsync(id, "no");
                        continue;
                    }

                    shop.Add(new Order { Id = id });
                    await shop.SaveChangesAsync();
                }
            }

            public async Task FailedAsync()
            {
                try
                {
                    await shop.SaveChangesAsync();
                }
                catch (DbUpdateException)
                {
                    await events.OrderRefusedAsync(1, "no");
                }
            }

            public async Task AskedAsync()
            {
                await events.CountAsync(1);
                await shop.SaveChangesAsync();
            }

            public async Task HandedAsync(IOrderEvents sender)
            {
                await sender.OrderPlacedAsync(new OrderPlaced(1));
                await shop.SaveChangesAsync();
            }

            public async Task ChosenAsync(bool isWhole)
            {
                var sender = events;
                if (isWhole)
                {
                    sender = shop.Durable<IOrderEvents>();
                }

                await sender.OrderPlacedAsync(new OrderPlaced(1));
                await shop.SaveChangesAsync();
            }

            public async Task OneAfterTheOtherAsync()
            {
                var transaction = await connection.BeginTransactionAsync();
                await outbox.Enlist(transaction).For<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1));
                await transaction.CommitAsync();
                transaction = await connection.BeginTransactionAsync();
                await outbox.Enlist(transaction).For<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(2));
                await transaction.CommitAsync();
            }

            public Task InStrategyAsync(Shop other) => shop.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                await using var transaction = await shop.Database.BeginTransactionAsync();
                await shop.SaveChangesAsync();
                await shop.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1));
                await shop.SaveChangesAsync();
                await transaction.CommitAsync();
                await other.SaveChangesAsync();
            });

            public async Task AgainAsync()
            {
                for (var attempt = 0; ; attempt++)
                {
                    try
                    {
                        await shop.Durable<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(1));
                        await shop.SaveChangesAsync();
                        return;
                    }
                    catch (DbUpdateConcurrencyException) when (attempt < 3)
                    {
                        shop.ChangeTracker.Clear();
                    }
                }
            }

            public async Task AloneAsync() => await events.OrderPlacedAsync(new OrderPlaced(1));

            private Task SaveAllAsync() => shop.SaveChangesAsync();
        }

        // A handler may derive from it.
        public abstract class Handler(Shop shop, IOrderEvents events)
        {
            protected async Task RefuseAsync()
            {
                await shop.SaveChangesAsync();
                await events.OrderRefusedAsync(1, "no");
            }
        }

        public sealed class Billing(Shop shop, IOrderEvents events, DurableContext context) : IOrderEvents
        {
            public async Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken)
            {
                await shop.EnlistAsync(context, cancellationToken);
                await shop.SaveChangesAsync(cancellationToken);
                await events.OrderRefusedAsync(1, "no", cancellationToken);
            }

            public Task OrderRefusedAsync(int id, string reason, CancellationToken cancellationToken) => Task.CompletedTask;
            public Task<int> CountAsync(int id, CancellationToken cancellationToken) => Task.FromResult(1);
        }
        """);

    [Fact]
    public Task Raw_publish_beside_a_write_is_RSL3034() => VerifyAsync(
        """
        public sealed class Desk(Shop shop, MassTransit.IPublishEndpoint endpoint, MassTransit.IBus bus, DbCommand command)
        {
            public async Task SavedAsync()
            {
                await shop.SaveChangesAsync();
                await {|RSL3034:endpoint.Publish|}(new OrderPlaced(1));
            }

            public async Task WrittenAsync()
            {
                await {|RSL3034:bus.Publish|}(new OrderPlaced(1));
                await command.ExecuteNonQueryAsync();
            }

            public async Task DeletedAsync()
            {
                await shop.Orders.ExecuteDeleteAsync();
                var queue = await bus.GetSendEndpoint(new Uri("queue:orders"));
                await {|RSL3034:queue.Send|}(new OrderPlaced(1));
            }
        }

        public sealed class Consumer(Shop shop) : MassTransit.IConsumer<OrderPlaced>
        {
            public async Task Consume(MassTransit.ConsumeContext<OrderPlaced> context)
            {
                await shop.SaveChangesAsync();
                await {|RSL3034:context.Publish|}(new OrderPlaced(2));
            }
        }
        """);

    [Fact]
    public Task Raw_publish_without_a_write_is_left_alone() => VerifyAsync(
        """
        public sealed class Desk(Shop shop, MassTransit.IPublishEndpoint endpoint, MassTransit.Mediator.IMediator mediator)
        {
            public async Task AloneAsync() => await endpoint.Publish(new OrderPlaced(await shop.Orders.CountAsync()));

            public async Task EitherAsync(bool isGood)
            {
                if (isGood) { await shop.SaveChangesAsync(); return; }
                await endpoint.Publish(new OrderPlaced(1));
            }

            public async Task InProcessAsync()
            {
                await shop.SaveChangesAsync();
                await mediator.Publish(new OrderPlaced(1));
            }
        }
        """);

    private static Task VerifyAsync(string source) => UsageVerifier<DualWriteAnalyzer>.VerifyAsync("namespace Acme;\n" + source, Contracts);
}
