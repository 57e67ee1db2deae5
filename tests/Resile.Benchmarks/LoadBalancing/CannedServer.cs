using System.Net;
using System.Net.Sockets;
using Resile.LoadBalancing.Tcp;
using Resile.LoadBalancing.Wire;

namespace Resile.Benchmarks.LoadBalancing;

/// <summary>Answers every request with the same bytes and allocates nothing, so that what is allocated is the client's.</summary>
internal sealed class CannedServer : IDisposable
{
    private static readonly byte[] Reply = "12345"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public CannedServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Gets its address.</summary>
    public string Address => $"tcp://{_listener.LocalEndpoint}";

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
    }

    private static async Task ServeAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        socket.NoDelay = true;
        var (input, output, length) = (new byte[1024 * 1024], new byte[2 * 1024 * 1024], 0);
        try
        {
            while (await stream.ReadAsync(input.AsMemory(length)) is var read and > 0)
            {
                length += read;
                var written = Answer(input.AsSpan(0, length), output, out var taken);
                await stream.WriteAsync(output.AsMemory(0, written));
                input.AsSpan(taken, length - taken).CopyTo(input);
                length -= taken;
            }
        }
        catch (IOException)
        {
        }
    }

    private static int Answer(ReadOnlySpan<byte> input, Span<byte> output, out int taken)
    {
        var written = 0;
        taken = 0;
        while (input.Length - taken >= FrameHeader.Size)
        {
            var header = FrameHeader.Read(input[taken..], input.Length);
            if (input.Length - taken < FrameHeader.Size + header.Length)
            {
                break;
            }

            taken += FrameHeader.Size + header.Length;
            if (header.Kind == FrameKind.Hello)
            {
                using var welcome = new FrameBuffer();
                new Welcome(1_000).Write(welcome);
                var frame = welcome.Frame(FrameHeader.Of(FrameKind.Welcome));
                frame.CopyTo(output[written..]);
                written += frame.Length;
            }
            else if (header.Kind == FrameKind.Request)
            {
                new FrameHeader(Reply.Length, FrameKind.Reply, 0, header.CallId, 0, 0).Write(output[written..]);
                Reply.CopyTo(output[(written + FrameHeader.Size)..]);
                written += FrameHeader.Size + Reply.Length;
            }
        }

        return written;
    }
}
