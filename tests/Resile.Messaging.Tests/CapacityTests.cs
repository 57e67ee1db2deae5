using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;

namespace Resile.Messaging.Tests;

/// <summary>What becomes of messages when the outbox is full.</summary>
public sealed class CapacityTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_that_finds_the_outbox_full_is_refused_and_an_expendable_one_dropped_before()
    {
        await using var shop = new Shop(null, ("Resile:Messaging:OutboxCapacity", "5"));
        for (var id = 0; id < 3; id++)
        {
            await shop.Orders.OrderPlacedAsync(new OrderPlaced(id, 1m), Stop);
        }

        await shop.Orders.OrderViewedAsync(new OrderViewed(1));
        Assert.Equal(4, shop.Count("SELECT count(*) FROM resile_outbox"));
        await shop.Orders.OrderViewedAsync(new OrderViewed(2));
        Assert.Equal(4, shop.Count("SELECT count(*) FROM resile_outbox"));

        await shop.Orders.OrderPlacedAsync(new OrderPlaced(5, 1m), Stop);
        var error = await Assert.ThrowsAsync<OutboxFullException>(() => shop.Orders.OrderPlacedAsync(new OrderPlaced(6, 1m), Stop));
        Assert.Contains("Resile:Messaging:OutboxCapacity", error.Message, StringComparison.Ordinal);
        await using var transaction = await shop.Outbox.BeginAsync(Stop);
        await Assert.ThrowsAsync<OutboxFullException>(() => transaction.For<IOrderEvents>().OrderPlacedAsync(new OrderPlaced(6, 1m), Stop));
        Assert.Equal(5, shop.Count("SELECT count(*) FROM resile_outbox"));
    }

    [Fact]
    public async Task Message_waits_for_room_where_it_is_to()
    {
        await using var shop = new Shop(
            static messaging => messaging.AddBilling().AddShipping(),
            ("Resile:Messaging:OutboxCapacity", "2"), ("Resile:Messaging:AtCapacity", "Wait"), ("Resile:Messaging:CapacityTimeout", "00:10:00"));
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(2, 1m), Stop);
        var third = shop.Orders.OrderPlacedAsync(new OrderPlaced(3, 1m), Stop);
        Assert.False(third.IsCompleted);

        // Handlers send while the outbox is full: two orders of two lead to two bills.
        await shop.StartAsync();
        await third;
        await shop.WaitForEffectsAsync("shipped", 3);
    }

    [Fact]
    public async Task Wait_for_room_ends_with_its_time()
    {
        await using var shop = new Shop(
            null, ("Resile:Messaging:OutboxCapacity", "1"), ("Resile:Messaging:AtCapacity", "Wait"), ("Resile:Messaging:CapacityTimeout", "00:00:00.2"));
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), Stop);
        await Assert.ThrowsAsync<OutboxFullException>(() => shop.Orders.OrderPlacedAsync(new OrderPlaced(2, 1m), Stop));
    }

    [Fact]
    public async Task Everything_is_stored_where_it_is_to()
    {
        await using var shop = new Shop(null, ("Resile:Messaging:OutboxCapacity", "1"), ("Resile:Messaging:AtCapacity", "Accept"));
        for (var id = 0; id < 3; id++)
        {
            await shop.Orders.OrderPlacedAsync(new OrderPlaced(id, 1m), Stop);
        }

        Assert.Equal(3, shop.Count("SELECT count(*) FROM resile_outbox"));
    }
}
