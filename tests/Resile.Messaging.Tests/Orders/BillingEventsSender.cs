using Resile.Messaging.Contracts;

namespace Resile.Messaging.Tests.Orders;

internal sealed class BillingEventsSender(IMessageSender sender) : IBillingEvents
{
    public static MessageDefinition<OrderBilled> OrderBilled { get; } = new(
        "BillingEvents", "OrderBilledAsync", "urn:message:Resile.Messaging.Tests.Orders:OrderBilled", "Resile.Messaging.Tests.Orders:OrderBilled");

    public static MessageDefinition<OrderPaid> OrderPaid { get; } = new(
        "BillingEvents", "OrderPaidAsync", "urn:message:Resile.Messaging.Tests.Orders:OrderPaid", "Resile.Messaging.Tests.Orders:OrderPaid");

    public static HandlerMap<IBillingEvents> Map { get; } = new HandlerMap<IBillingEvents>("BillingEvents")
        .On(OrderBilled, static (handler, message, cancellationToken) =>
            new ValueTask(handler.OrderBilledAsync(message, cancellationToken)))
        .On(OrderPaid, static (handler, message, cancellationToken) =>
            new ValueTask(handler.OrderPaidAsync(message, cancellationToken)));

    public Task OrderBilledAsync(OrderBilled billed, CancellationToken cancellationToken) =>
        sender.SendAsync(OrderBilled, billed, cancellationToken);

    public Task OrderPaidAsync(OrderPaid paid, CancellationToken cancellationToken) =>
        sender.SendAsync(OrderPaid, paid, cancellationToken);
}
