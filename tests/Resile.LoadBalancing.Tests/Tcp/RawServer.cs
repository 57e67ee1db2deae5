using System.Net;
using System.Net.Sockets;
using Resile.LoadBalancing.Tcp;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tests.Tcp;

/// <summary>A server that sends whatever frames a test wants.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private TcpClient? _client;

    public RawServer() => _listener.Start();

    public string Address => $"tcp://{_listener.LocalEndpoint}";

    public NetworkStream Stream => _client!.GetStream();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Takes a client in, as a sound server does.</summary>
    public async Task GreetAsync()
    {
        _client = await _listener.AcceptTcpClientAsync(Token);
        Assert.Equal(FrameKind.Hello, (await ReadAsync()).Kind);
        await WriteAsync(FrameHeader.Of(FrameKind.Welcome), static buffer => new Welcome(1_000).Write(buffer));
    }

    public async Task<FrameHeader> ReadAsync()
    {
        var bytes = new byte[FrameHeader.Size];
        await Stream.ReadExactlyAsync(bytes, Token);
        var header = FrameHeader.Read(bytes, 1_000_000);
        await Stream.ReadExactlyAsync(new byte[header.Length], Token);
        return header;
    }

    public async Task WriteAsync(FrameHeader header, Action<FrameBuffer>? write = null)
    {
        using var buffer = new FrameBuffer();
        write?.Invoke(buffer);
        await Stream.WriteAsync(buffer.Frame(header).ToArray(), Token);
    }

    public void Dispose()
    {
        _client?.Dispose();
        _listener.Dispose();
    }
}
