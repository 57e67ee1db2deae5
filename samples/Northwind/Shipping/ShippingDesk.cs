using Northwind.Contracts;
using Resile.Messaging;

namespace Northwind.Shipping;

/// <summary>Ships each order that was billed: one shipment, in the transaction that remembers the message.</summary>
internal sealed class ShippingDesk(IManifest manifest, DurableContext context) : IBillingEvents
{
    public Task OrderBilledAsync(OrderBilled order, CancellationToken cancellationToken = default) =>
        manifest.EnterAsync(order, context.Transaction, cancellationToken);
}
