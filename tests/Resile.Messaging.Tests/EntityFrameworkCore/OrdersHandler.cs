using Microsoft.EntityFrameworkCore;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;

namespace Resile.Messaging.Tests.EntityFrameworkCore;

/// <summary>Saves each order by a context of its own, and tells that it is billed.</summary>
internal sealed class OrdersHandler(OrdersContext orders, DurableContext context, HandlerCalls calls) : IOrderEventsOrderPlacedHandler
{
    public async Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken)
    {
        await orders.EnlistAsync(context, cancellationToken);
        orders.Orders.Add(new Order { Id = order.Id, Name = "handled" });
        await orders.Durable<IBillingEvents>().OrderBilledAsync(new OrderBilled(order.Id), cancellationToken);
        await orders.SaveChangesAsync(cancellationToken);
        await calls.EnterAsync(context, cancellationToken);
    }
}
