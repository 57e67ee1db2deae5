using System.Net;
using System.Net.Sockets;

namespace Resile.Benchmarks.Recovery.Availability;

/// <summary>Where a shop is served.</summary>
/// <param name="Number">The port, of the loopback.</param>
internal sealed record ShopPort(int Number)
{
    /// <summary>Finds one that is free now.</summary>
    public static ShopPort FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new(((IPEndPoint)listener.LocalEndpoint).Port);
    }
}
