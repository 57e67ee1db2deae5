using Resile.Messaging.Tests.Orders;

namespace Resile.Messaging.Tests.Support;

/// <summary>Handles orders: writes an effect for each and tells that it is billed.</summary>
internal sealed class Billing(DurableContext context, IBillingEvents billing, HandlerCalls calls) : IOrderEvents, IDisposable
{
    public async Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken)
    {
        await WriteAsync("billed", order.Id, cancellationToken);
        await billing.OrderBilledAsync(new OrderBilled(order.Id), cancellationToken);
        await calls.EnterAsync(context, cancellationToken);
    }

    public async ValueTask StockReservedAsync(string sku, int quantity, CancellationToken cancellationToken) =>
        await WriteAsync(sku, quantity, cancellationToken);

    public Task OrderViewedAsync(OrderViewed viewed) => WriteAsync("viewed", viewed.Id, CancellationToken.None);

    public void Dispose() => calls.Disposed++;

    private async Task WriteAsync(string name, int id, CancellationToken cancellationToken)
    {
        await using var command = context.CreateCommand("INSERT INTO effects (name, order_id) VALUES ($name, $id)");
        command.AddParameter("$name", name);
        command.AddParameter("$id", id);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
