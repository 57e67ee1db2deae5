using Microsoft.Data.Sqlite;
using Resile.Messaging.Dispatching;
using Resile.Messaging.Receiving;
using Resile.Messaging.Storage;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Tests;

/// <summary>What an attempt counts, whom it wakes, and what its handler is given.</summary>
public sealed class HandlerAttemptTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Attempt_for_which_the_store_failed_is_not_counted()
    {
        await using var shop = await new Shop(static messaging => messaging.AddBilling(ShopHandlers.Impatient())).StartAsync();
        shop.Execute("ALTER TABLE resile_inbox RENAME TO away");

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Cancellation);
        await Eventually.TrueAsync(() => shop.Log.Count("The store failed; messages of") > 0, "the store failed");
        shop.Execute("ALTER TABLE away RENAME TO resile_inbox");

        await shop.WaitForEffectsAsync("billed", 1);
        Assert.Equal((1, 1), (Assert.Single(shop.Calls.Seen).Delivery, shop.Calls.Seen.Single().Attempt));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispatcher_is_woken_where_a_handler_sends_and_not_where_it_only_asks_for_its_transaction(bool sends)
    {
        await using var shop = new Shop(static messaging => messaging.AddHandler<IBillingEvents, Onlooker>(BillingEventsSender.Map));
        await shop.Get<IMessageStore>().InitializeAsync(Cancellation);
        await shop.Get<IBillingEvents>().OrderBilledAsync(new OrderBilled(sends ? 1 : 0), Cancellation);
        var endpoint = shop.Get<EndpointFactory>().Create().Values.Single();
        var signal = shop.Get<OutboxSignal>();
        await signal.WaitAsync(TimeSpan.Zero, Cancellation);

        await endpoint.Describe().Receiver(ReadOutbox(shop), Cancellation);

        Assert.Equal(1, shop.Count("SELECT count(*) FROM resile_inbox"));
        Assert.Equal(sends, await signal.WaitAsync(TimeSpan.Zero, Cancellation));
    }

    private static IncomingEnvelope ReadOutbox(Shop shop)
    {
        using var connection = shop.Connect();
        using var command = new SqliteCommand("SELECT content_type, body FROM resile_outbox", connection);
        using var reader = command.ExecuteReader();
        reader.Read();
        return new IncomingEnvelope { ContentType = reader.GetString(0), Body = reader.GetFieldValue<byte[]>(1), Headers = [] };
    }

    private sealed class Onlooker(DurableContext context, IBillingEvents billing) : IBillingEvents
    {
        public Task OrderBilledAsync(OrderBilled billed, CancellationToken cancellationToken)
        {
            Assert.NotNull(context.Transaction.Connection);
            return billed.Id > 0 ? billing.OrderBilledAsync(new OrderBilled(0), cancellationToken) : Task.CompletedTask;
        }

        public Task OrderPaidAsync(OrderPaid paid, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
