using Northwind.Contracts;
using Resile.Messaging;

namespace Northwind.Billing;

/// <summary>Bills each order that was placed: one ledger entry, and the news of it, in the transaction that remembers the message.</summary>
internal sealed class BillingDesk(ILedger ledger, IBillingEvents events, DurableContext context) : IOrderEvents
{
    public async Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken = default)
    {
        var total = await ledger.EnterAsync(order, context.Transaction, cancellationToken);
        await events.OrderBilledAsync(new OrderBilled(order.OrderId, order.CustomerId, order.ShipperId, total), cancellationToken);
    }
}
