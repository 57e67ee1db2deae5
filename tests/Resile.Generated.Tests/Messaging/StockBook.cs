using System.Threading.Channels;
using Resile.Generated.Tests.Contracts.Messaging;

namespace Resile.Generated.Tests.Messaging;

/// <summary>Writes down what it is told.</summary>
internal sealed class StockBook(ChannelWriter<string> book) : IStockEvents
{
    public Task StockArrivedAsync(StockArrived arrived, CancellationToken cancellationToken = default) =>
        book.WriteAsync($"{arrived.Quantity} {arrived.Product} arrived", cancellationToken).AsTask();

    public ValueTask StockReservedAsync(string product, int? quantity, DateOnly until, CancellationToken cancellationToken = default) =>
        book.WriteAsync($"{quantity?.ToString() ?? "some"} {product} reserved until {until:O}", cancellationToken);

    public Task StockViewedAsync(StockViewed viewed) => book.WriteAsync($"{viewed.Product} viewed").AsTask();

    public Task DayEnded() => book.WriteAsync("day ended").AsTask();
}
