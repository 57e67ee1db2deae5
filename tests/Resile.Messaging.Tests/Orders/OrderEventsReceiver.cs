using Resile.Messaging.Contracts;

namespace Resile.Messaging.Tests.Orders;

internal static class OrderEventsReceiver
{
    public static HandlerMap<IOrderEvents> Map { get; } = new HandlerMap<IOrderEvents>("OrderEvents")
        .On(OrderEventsMessages.OrderPlacedAsync, static (handler, message, cancellationToken) =>
            new ValueTask(handler.OrderPlacedAsync(message, cancellationToken)))
        .On(OrderEventsMessages.StockReservedAsync, static (handler, message, cancellationToken) =>
            handler.StockReservedAsync(message.Sku, message.Quantity, cancellationToken))
        .On(OrderEventsMessages.OrderViewedAsync, static (handler, message, _) =>
            new ValueTask(handler.OrderViewedAsync(message)));

    public static HandlerMap<IOrderEventsOrderPlacedHandler> OrderPlacedMap { get; } =
        new HandlerMap<IOrderEventsOrderPlacedHandler>("OrderEvents")
            .On(OrderEventsMessages.OrderPlacedAsync, static (handler, message, cancellationToken) =>
                new ValueTask(handler.OrderPlacedAsync(message, cancellationToken)));

    public static HandlerMap<IOrderEventsStockReservedHandler> StockReservedMap { get; } =
        new HandlerMap<IOrderEventsStockReservedHandler>("OrderEvents")
            .On(OrderEventsMessages.StockReservedAsync, static (handler, message, cancellationToken) =>
                handler.StockReservedAsync(message.Sku, message.Quantity, cancellationToken));
}
