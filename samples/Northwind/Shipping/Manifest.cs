using System.Data.Common;
using Northwind.Contracts;
using Northwind.Faults;
using Northwind.Storage;

namespace Northwind.Shipping;

/// <summary>Writes the shipments.</summary>
internal sealed class Manifest(OfficeFaults faults) : IManifest
{
    public async Task EnterAsync(OrderBilled order, DbTransaction transaction, CancellationToken cancellationToken = default)
    {
        if (faults.ShippingBurns(order.OrderId))
        {
            throw new OfficeFireException($"The papers of order {order.OrderId} burn (a fault of this sample).");
        }

        await using var insert = transaction.Command(
            """
            insert into shipments (order_id, customer_id, entry, shipper_id)
            select @order_id, @customer_id, count(*) + 1, @shipper_id from shipments where customer_id = @customer_id
            """);
        insert.With("order_id", order.OrderId).With("customer_id", order.CustomerId).With("shipper_id", order.ShipperId);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
