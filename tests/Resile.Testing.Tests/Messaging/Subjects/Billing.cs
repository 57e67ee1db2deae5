using Resile.Messaging;

namespace Resile.Testing.Tests.Messaging.Subjects;

/// <summary>Writes a row in its transaction for each order, tells that the bill is written, and then does what the test wants.</summary>
internal sealed class Billing(DurableContext context, IBills bills, Conduct conduct) : IOrders
{
    public async Task PlacedAsync(OrderPlaced order, CancellationToken cancellationToken)
    {
        await WriteAsync("placed", order.OrderId, cancellationToken);
        await bills.WrittenAsync(order.OrderId, cancellationToken);
        await conduct.Inside(order.OrderId, cancellationToken);
    }

    public async ValueTask ReservedAsync(string product, int quantity, CancellationToken cancellationToken) => await WriteAsync(product, quantity, cancellationToken);

    public Task RemindedAsync(int orderId, CancellationToken cancellationToken) => WriteAsync("reminded", orderId, cancellationToken);

    public async Task BookedAsync(string account, int number, CancellationToken cancellationToken)
    {
        await WriteAsync(account, number, cancellationToken);
        await conduct.Inside(number, cancellationToken);
    }

    public Task PaidAsync(int orderId, string iban, CancellationToken cancellationToken) => WriteAsync("paid", orderId, cancellationToken);

    private async Task WriteAsync(string what, int number, CancellationToken cancellationToken)
    {
        await using var command = context.CreateCommand($"insert into ledger (what, number) values ('{what}', {number})");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
