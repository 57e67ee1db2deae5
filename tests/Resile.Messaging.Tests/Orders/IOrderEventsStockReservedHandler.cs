namespace Resile.Messaging.Tests.Orders;

public interface IOrderEventsStockReservedHandler
{
    ValueTask StockReservedAsync(string sku, int quantity, CancellationToken cancellationToken = default);
}
