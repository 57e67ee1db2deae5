using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace Resile.Benchmarks.LoadBalancing.Peers;

/// <summary>The least that a call over a shared connection can be: System.IO.Pipelines alone, which sends bytes that come back in order.</summary>
/// <remarks>
/// No header is read, nothing is parsed, no deadline kept, nobody cancels. A caller waits for its own bytes, as with everything else that is
/// measured here, because a pump without callers would not be a call.
/// </remarks>
internal sealed class PipelinesPeer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ConcurrentQueue<EchoCall> _waiting = new();
    private readonly ConcurrentQueue<EchoCall> _idle = new();
    private readonly Lock _gate = new();
    private readonly Pipe _unsent = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly byte[] _bytes;

    /// <summary>Connects to an echo of its own.</summary>
    /// <param name="length">How many bytes a call sends, and gets back.</param>
    public PipelinesPeer(int length)
    {
        _bytes = new byte[length];
        _listener.Start();
        _socket.Connect(_listener.LocalEndpoint);
        _ = EchoAsync(_listener.AcceptSocket());
        _ = WriteAsync();
        _ = ReadAsync();
    }

    /// <summary>Makes a call.</summary>
    public ValueTask<bool> CallAsync()
    {
        if (!_idle.TryDequeue(out var call))
        {
            call = new EchoCall(_idle);
        }

        lock (_gate)
        {
            _waiting.Enqueue(call);
            _bytes.CopyTo(_unsent.Writer.GetSpan(_bytes.Length));
            _unsent.Writer.Advance(_bytes.Length);
            _ = _unsent.Writer.FlushAsync();
        }

        return call.Answered;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _unsent.Writer.Complete();
        _socket.Dispose();
        _listener.Dispose();
    }

    private static async Task EchoAsync(Socket socket)
    {
        socket.NoDelay = true;
        using var stream = new NetworkStream(socket, ownsSocket: true);
        var reader = PipeReader.Create(stream);
        while (await reader.ReadAsync() is { IsCompleted: false, Buffer: var buffer })
        {
            foreach (var segment in buffer)
            {
                await stream.WriteAsync(segment);
            }

            reader.AdvanceTo(buffer.End);
        }
    }

    private async Task WriteAsync()
    {
        while (await _unsent.Reader.ReadAsync() is { IsCompleted: false, Buffer: var buffer })
        {
            foreach (var segment in buffer)
            {
                await _socket.SendAsync(segment);
            }

            _unsent.Reader.AdvanceTo(buffer.End);
        }
    }

    private async Task ReadAsync()
    {
        using var stream = new NetworkStream(_socket, ownsSocket: false);
        var reader = PipeReader.Create(stream);
        while (await reader.ReadAsync() is { IsCompleted: false, Buffer: var buffer })
        {
            var answers = buffer.Length / _bytes.Length;
            for (var answer = 0; answer < answers; answer++)
            {
                _waiting.TryDequeue(out var call);
                call!.Complete();
            }

            reader.AdvanceTo(buffer.GetPosition(answers * _bytes.Length), buffer.End);
        }
    }
}
