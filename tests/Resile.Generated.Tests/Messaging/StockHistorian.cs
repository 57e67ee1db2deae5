using System.Globalization;
using System.Threading.Channels;
using Resile.Generated.Tests.Contracts.Messaging;

namespace Resile.Generated.Tests.Messaging;

/// <summary>Writes down what it is told, as it is told.</summary>
internal sealed class StockHistorian(ChannelWriter<string> book) : IStockHistory
{
    public async Task CountedAsync(StockCounted counted, CancellationToken cancellationToken = default) => await book.WriteAsync(
        $"{counted.Product} counted, {counted.Reason}: {string.Join(", ", counted.Lots.Select(Text))}; {string.Join(", ", counted.Shelves!.Select(shelf => shelf.Key + " " + Text(shelf.Value)))}",
        cancellationToken);

    public async Task ShiftedAsync(string product, int quantity, string shelf, CancellationToken cancellationToken = default) =>
        await book.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{quantity} {product} to {shelf}"), cancellationToken);

    public Task<IReadOnlyList<StockLot>> LotsAsync(string product) => Task.FromResult<IReadOnlyList<StockLot>>([new StockLot(product, new StockWeight(2, "kg"))]);

    private static string Text(StockLot lot) => string.Create(CultureInfo.InvariantCulture, $"{lot.Code} {lot.Weight.Value} {lot.Weight.Unit}");
}
