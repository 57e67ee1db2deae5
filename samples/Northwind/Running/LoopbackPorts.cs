using System.Net;
using System.Net.Sockets;

namespace Northwind.Running;

/// <summary>Finds free ports: a replica that returns must come back where it was, so the system cannot choose its port each time.</summary>
internal static class LoopbackPorts
{
    /// <summary>Finds different ports that nobody listens on now.</summary>
    public static int[] Find(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        var ports = listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }

    /// <summary>Finds different ports at which nobody receives datagrams now.</summary>
    public static int[] FindForDatagrams(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(static _ => new UdpClient(new IPEndPoint(IPAddress.Loopback, 0))).ToArray();
        var ports = sockets.Select(static socket => ((IPEndPoint)socket.Client.LocalEndPoint!).Port).ToArray();
        Array.ForEach(sockets, static socket => socket.Dispose());
        return ports;
    }

    /// <summary>Tells whether somebody listens on a port.</summary>
    public static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
