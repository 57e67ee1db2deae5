using Resile.Analyzers.Messaging;

namespace Resile.Analyzers.Tests;

/// <summary>What is sent beside the transaction that the same method commits.</summary>
public sealed class DualWriteTests
{
    [Fact]
    public Task Injected_contract_beside_a_save_is_RSL3033() => DualWriteVerifier.VerifyAsync(
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
    public Task Injected_contract_beside_a_commit_is_RSL3033() => DualWriteVerifier.VerifyAsync(
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
        """, DualWriteVerifier.Contracts);

    [Fact]
    public Task Call_that_comes_too_late_is_RSL3033() => DualWriteVerifier.VerifyAsync(
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
}
