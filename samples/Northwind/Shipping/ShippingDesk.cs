using Northwind.Contracts;
using Northwind.Storage;
using Resile.Messaging;

namespace Northwind.Shipping;

/// <summary>Ships each order that was billed: one shipment, in the transaction that remembers the message.</summary>
internal sealed class ShippingDesk(DurableContext context) : IBillingEvents
{
    public async Task OrderBilledAsync(OrderBilled order, CancellationToken cancellationToken = default)
    {
        await using var insert = context.CreateCommand("insert into shipments (order_id, customer_id, shipper_id) values (@order_id, @customer_id, @shipper_id)");
        insert.With("order_id", order.OrderId).With("customer_id", order.CustomerId).With("shipper_id", order.ShipperId);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
