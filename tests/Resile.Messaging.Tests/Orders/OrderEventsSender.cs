using Resile.Messaging.Contracts;

namespace Resile.Messaging.Tests.Orders;

internal sealed class OrderEventsSender(IMessageSender sender) : IOrderEvents
{
    public Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken) =>
        sender.SendAsync(OrderEventsMessages.OrderPlacedAsync, order, cancellationToken);

    public ValueTask StockReservedAsync(string sku, int quantity, CancellationToken cancellationToken) =>
        new(sender.SendAsync(
            OrderEventsMessages.StockReservedAsync, new OrderEventsStockReserved(sku, quantity), cancellationToken));

    public Task OrderViewedAsync(OrderViewed viewed) => sender.SendAsync(OrderEventsMessages.OrderViewedAsync, viewed, default);
}
