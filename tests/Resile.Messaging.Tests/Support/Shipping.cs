using Resile.Messaging.Tests.Orders;

namespace Resile.Messaging.Tests.Support;

internal sealed class Shipping(DurableContext context) : IBillingEvents
{
    public async Task OrderBilledAsync(OrderBilled billed, CancellationToken cancellationToken)
    {
        await using var command = context.CreateCommand("INSERT INTO effects (name, order_id) VALUES ('shipped', $id)");
        command.AddParameter("$id", billed.Id);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
