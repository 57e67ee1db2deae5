using Resile.Messaging.Contracts;

namespace Resile.Messaging.Tests.Orders;

internal static class OrderEventsMessages
{
    public static MessageDefinition<OrderPlaced> OrderPlacedAsync { get; } = new(
        "OrderEvents", "OrderPlacedAsync", "urn:message:Resile.Messaging.Tests.Orders:OrderPlaced", "Resile.Messaging.Tests.Orders:OrderPlaced");

    public static MessageDefinition<OrderEventsStockReserved> StockReservedAsync { get; } = new(
        "OrderEvents",
        "StockReservedAsync",
        "urn:message:Resile.Messaging.Tests.Orders:OrderEventsStockReserved",
        "Resile.Messaging.Tests.Orders:OrderEventsStockReserved");

    public static MessageDefinition<OrderViewed> OrderViewedAsync { get; } = new(
        "OrderEvents",
        "OrderViewedAsync",
        "urn:message:Resile.Messaging.Tests.Orders:OrderViewed",
        "Resile.Messaging.Tests.Orders:OrderViewed")
    {
        Subscribers = Subscribers.Optional,
        IsExpendable = true,
    };
}
