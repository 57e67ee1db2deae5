namespace Resile.Messaging.Tests.Orders;

[DurableMessage]
public interface IBillingEvents
{
    Task OrderBilledAsync(OrderBilled billed, CancellationToken cancellationToken = default);

    Task OrderPaidAsync(OrderPaid paid, CancellationToken cancellationToken = default);
}
