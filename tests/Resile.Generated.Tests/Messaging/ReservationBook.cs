using System.Threading.Channels;
using Resile.Generated.Tests.Contracts.Messaging;

namespace Resile.Generated.Tests.Messaging;

/// <summary>Listens to one message of the contract alone.</summary>
internal sealed class ReservationBook(ChannelWriter<string> book) : IStockEventsStockReservedHandler
{
    public ValueTask StockReservedAsync(string product, int? quantity, DateOnly until, CancellationToken cancellationToken = default) =>
        book.WriteAsync($"reservation of {product}", cancellationToken);
}
