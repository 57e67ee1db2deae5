namespace Resile.Messaging.Tests.Orders;

[DurableMessage]
public interface IOrderEvents
{
    Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken = default);

    ValueTask StockReservedAsync(string sku, int quantity, CancellationToken cancellationToken = default);

    [Event(Subscribers = Subscribers.Optional, IsExpendable = true)]
    Task OrderViewedAsync(OrderViewed viewed);
}
