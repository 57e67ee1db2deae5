using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Resile.Benchmarks.Recovery.Availability;

/// <summary>Calls a shop.</summary>
internal sealed class ShopClient(ShopPort port)
{
    /// <summary>Asks for a price.</summary>
    /// <exception cref="IOException">The answer did not come, or was wrong.</exception>
    public async ValueTask QuoteAsync(int product, CancellationToken cancellationToken)
    {
        if (await SendAsync(Fault.None, product, cancellationToken).ConfigureAwait(false) is var price && price != Shop.PriceOf(product))
        {
            throw new IOException($"The price of {product} was said to be {price}.");
        }
    }

    /// <summary>Breaks the shop, as soon as it can be reached.</summary>
    public async Task BreakAsync(Fault fault, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await SendAsync(fault, 0, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                await Task.Delay(20, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<int> SendAsync(Fault fault, int number, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port.Number, cancellationToken).ConfigureAwait(false);
        var stream = client.GetStream();
        var request = new byte[ShopServer.RequestBytes];
        request[0] = (byte)fault;
        BinaryPrimitives.WriteInt32LittleEndian(request.AsSpan(1), number);
        await stream.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        var answer = new byte[sizeof(int)];
        await stream.ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);
        return BinaryPrimitives.ReadInt32LittleEndian(answer);
    }
}
