namespace Resile.Analyzers.Tests;

/// <summary>What only looks as if it were sent beside the transaction.</summary>
public sealed class DualWriteSilenceTests
{
    [Fact]
    public Task Calls_that_take_part_are_left_alone() => DualWriteVerifier.VerifyAsync(
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
}
