using Resile.Messaging.Tests.Orders;

namespace Resile.Messaging.Tests.Support;

internal sealed class Shipping(DurableContext context) : IBillingEvents
{
    public Task OrderBilledAsync(OrderBilled billed, CancellationToken cancellationToken) => WriteAsync("shipped", billed.Id, cancellationToken);

    public Task OrderPaidAsync(OrderPaid paid, CancellationToken cancellationToken) => WriteAsync(paid.Iban, paid.Id, cancellationToken);

    private async Task WriteAsync(string name, int id, CancellationToken cancellationToken)
    {
        await using var command = context.CreateCommand("INSERT INTO effects (name, order_id) VALUES ($name, $id)");
        command.AddParameter("$name", name);
        command.AddParameter("$id", id);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
