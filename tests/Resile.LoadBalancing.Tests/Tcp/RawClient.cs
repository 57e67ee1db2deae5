using System.Net.Sockets;
using System.Net;
using Resile.LoadBalancing.Tcp;
using Resile.LoadBalancing.Tests.Wire;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Tcp;

/// <summary>A client that sends whatever bytes a test wants.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };

    public NetworkStream Stream => _client.GetStream();

    public static async Task<RawClient> ConnectAsync(IPEndPoint endPoint)
    {
        var client = new RawClient();
        await client._client.ConnectAsync(endPoint);
        return client;
    }

    /// <summary>Connects, and greets as a sound client does.</summary>
    public static async Task<RawClient> GreetAsync(IPEndPoint endPoint)
    {
        var client = await ConnectAsync(endPoint);
        await client.SendAsync(FrameHeader.Of(FrameKind.Hello), static buffer => Hello.Of(PricesBalanced.Tcp, 1_000_000, null).Write(buffer));
        Assert.Equal(FrameKind.Welcome, (await client.ReadAsync()).Header.Kind);
        return client;
    }

    public Task SendAsync(FrameHeader header, Action<FrameBuffer>? write = null)
    {
        using var buffer = new FrameBuffer();
        write?.Invoke(buffer);
        return Stream.WriteAsync(buffer.Frame(header).ToArray()).AsTask();
    }

    public async Task<(FrameHeader Header, byte[] Payload)> ReadAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var bytes = new byte[FrameHeader.Size];
        await Stream.ReadExactlyAsync(bytes, limit.Token);
        var header = FrameHeader.Read(bytes, 1_000_000);
        var payload = new byte[header.Length];
        await Stream.ReadExactlyAsync(payload, limit.Token);
        return (header, payload);
    }

    /// <summary>Waits until the server has closed the connection.</summary>
    public async Task ClosedAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            var buffer = new byte[64 * 1024];
            while (await Stream.ReadAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
        }
    }

    public void Dispose() => _client.Dispose();
}
