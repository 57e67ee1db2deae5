namespace Resile.Analyzers.Tests;

/// <summary>What is published past the outbox, beside a database write.</summary>
public sealed class RawPublishTests
{
    [Fact]
    public Task Raw_publish_beside_a_write_is_RSL3034() => DualWriteVerifier.VerifyAsync(
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
    public Task Raw_publish_without_a_write_is_left_alone() => DualWriteVerifier.VerifyAsync(
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
}
