using Resile.Analyzers.CodeFixes.Messaging;
using Resile.Analyzers.Messaging;

namespace Resile.Analyzers.Tests.CodeFixes;

/// <summary>Lets messages take part in what commits.</summary>
public sealed class DualWriteFixTests
{
    private const string Events =
        """
        namespace Acme;
        [DurableMessage]
        public interface IOrderEvents { Task PlacedAsync(int id, CancellationToken cancellationToken = default); }
        public sealed class Shop(DbContextOptions<Shop> options) : DbContext(options);
        """;

    [Fact]
    public Task Durable_call_takes_part_in_what_commits() => UsageFixVerifier<DualWriteAnalyzer, MessagingCodeFixProvider>.VerifyAsync(
        "RSL3033.TakePart",
        [
            Events,
            """
            namespace Acme;
            public sealed class Desk(Shop shop, IOrderEvents events)
            {
                public async Task PlaceAsync(CancellationToken cancellationToken)
                {
                    shop.Add(new object());
                    await {|RSL3033:events.PlacedAsync|}(1, cancellationToken);
                    await {|RSL3033:this.Events.PlacedAsync|}(2, cancellationToken);
                    await shop.SaveChangesAsync(cancellationToken);
                }

                private IOrderEvents Events => events;
            }
            """,
        ],
        [
            Events,
            """
            namespace Acme;
            public sealed class Desk(Shop shop, IOrderEvents events)
            {
                public async Task PlaceAsync(CancellationToken cancellationToken)
                {
                    shop.Add(new object());
                    await shop.Durable<IOrderEvents>().PlacedAsync(1, cancellationToken);
                    await shop.Durable<IOrderEvents>().PlacedAsync(2, cancellationToken);
                    await shop.SaveChangesAsync(cancellationToken);
                }

                private IOrderEvents Events => events;
            }
            """,
        ]);

    [Fact]
    public Task What_commits_is_named_as_it_stands_there() => UsageFixVerifier<DualWriteAnalyzer, MessagingCodeFixProvider>.VerifyAsync(
        "RSL3033.TakePart",
        [
            Events,
            """
            namespace Acme;
            public static class Stock { [DurableMessage] public interface IEvents { Task MovedAsync(int id, CancellationToken cancellationToken = default); } }
            public sealed class Desk(Shop @event, Stock.IEvents events)
            {
                public async Task MoveAsync()
                {
                    await {|RSL3033:events.MovedAsync|}(1);
                    await @event.SaveChangesAsync();
                }
            }
            """,
        ],
        [
            Events,
            """
            namespace Acme;
            public static class Stock { [DurableMessage] public interface IEvents { Task MovedAsync(int id, CancellationToken cancellationToken = default); } }
            public sealed class Desk(Shop @event, Stock.IEvents events)
            {
                public async Task MoveAsync()
                {
                    await @event.Durable<Stock.IEvents>().MovedAsync(1);
                    await @event.SaveChangesAsync();
                }
            }
            """,
        ]);

    [Fact]
    public Task Durable_call_that_cannot_take_part_where_it_stands_is_left_to_a_person() => UsageFixVerifier<DualWriteAnalyzer, MessagingCodeFixProvider>.VerifyNoneAsync(
        Events,
        """
        namespace Acme;
        public sealed class Desk(IOrderEvents events, IOutbox outbox)
        {
            public async Task BeforeAsync()
            {
                await {|RSL3033:events.PlacedAsync|}(1);
                await using var transaction = await outbox.BeginAsync();
                await transaction.CommitAsync();
            }

            public async Task OutsideAsync()
            {
                await {|RSL3033:events.PlacedAsync|}(1);
                await using (var transaction = await outbox.BeginAsync())
                {
                    await transaction.CommitAsync();
                }
            }
        }
        """);
}
