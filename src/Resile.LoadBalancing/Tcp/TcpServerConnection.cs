using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>The server's end of a connection, after its handshake.</summary>
internal sealed partial class TcpServerConnection
{
    // While a client leaves more than this unread, no further requests of it are read.
    private const long MostUnsent = 1024 * 1024;

    // How long a client that was told to go has time to.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, TcpOperationCall> _calls = [];
    private readonly TcpServer _server;
    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly FrameSender _sender;

    private long _heardAt;
    private long _frameSince;
    private bool _isPaused;
    private bool _isDraining;
    private bool _isAborted;

    public TcpServerConnection(TcpServer server, Stream stream, PipeReader reader, int maxReplyBytes)
    {
        _server = server;
        _stream = stream;
        _reader = reader;
        _sender = new FrameSender(stream, server.TimeProvider);
        _deadlines = server.TimeProvider.CreateTimer(
            static state => ((TcpServerConnection)state!).CancelOverdue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _heardAt = server.TimeProvider.GetTimestamp();
        MaxReplyBytes = maxReplyBytes;
    }

    /// <summary>Gets the longest reply that the client takes.</summary>
    public int MaxReplyBytes { get; }

    /// <summary>Serves the connection until it ends.</summary>
    /// <exception cref="IOException">It was lost, or the client broke the protocol.</exception>
    public async Task RunAsync()
    {
        var writing = _sender.Ended;
        try
        {
            var reading = ReadAsync();
            if (await Task.WhenAny(reading, writing).ConfigureAwait(false) == writing && writing.IsCompletedSuccessfully)
            {
                // The last answers are on their way: a client that was told to go closes the connection when it has them.
                await Task.WhenAny(reading, Task.Delay(Farewell, _server.TimeProvider)).ConfigureAwait(false);
            }

            Abort();
            await Task.WhenAll(reading, writing).ConfigureAwait(false);
        }
        finally
        {
            Abort();
        }
    }

    /// <summary>Greets the client.</summary>
    public void Greet()
    {
        using var welcome = new FrameBuffer();
        new Welcome(_server.Options.MaxRequestBytes).Write(welcome);
        Send(welcome.Frame(FrameHeader.Of(FrameKind.Welcome)));
    }

    /// <summary>Sends a frame.</summary>
    public void Send(ReadOnlySpan<byte> frame) => _sender.TrySend(frame);

    /// <summary>Waits while the client leaves much unread.</summary>
    public ValueTask WaitForRoomAsync() => _sender.WaitBelowAsync(MostUnsent);

    /// <summary>Forgets a call that has ended.</summary>
    public void End(TcpOperationCall call)
    {
        lock (_gate)
        {
            _calls.Remove(call.Id);
            if (_isDraining && _calls.Count == 0)
            {
                _ = SayFarewellAsync();
            }
        }

        call.Dispose();
        _server.Leave();
    }

    /// <summary>Tells the client to send no further calls, and closes the connection when those that run have been answered.</summary>
    public void Drain()
    {
        using var reason = FrameBuffer.OfError((int)HttpStatusCode.ServiceUnavailable, "The server stops.");
        lock (_gate)
        {
            _isDraining = true;
            _sender.TrySend(reason.Frame(FrameHeader.Of(FrameKind.GoAway)));
            if (_calls.Count == 0)
            {
                _ = SayFarewellAsync();
            }
        }
    }

    /// <summary>Finds out whether the client is too slow, or gone.</summary>
    public bool IsOverdue()
    {
        var time = _server.TimeProvider;
        var began = Volatile.Read(ref _frameSince);
        return (began != 0 && time.GetElapsedTime(began) > _server.Options.FrameTimeout)
            || _sender.Stuck > _server.Options.FrameTimeout
            || (!Volatile.Read(ref _isPaused) && time.GetElapsedTime(Volatile.Read(ref _heardAt)) > _server.Options.IdleTimeout);
    }

    /// <summary>Closes the connection, and ends the work for it.</summary>
    public void Abort()
    {
        TcpOperationCall[] left;
        lock (_gate)
        {
            if (_isAborted)
            {
                return;
            }

            _isAborted = true;
            left = [.. _calls.Values];
        }

        _deadlines.Dispose();

        _sender.Complete();
        _stream.Dispose();
        foreach (var call in left)
        {
            Cancel(call.Id);
        }
    }

    // A request that crossed the goodbye is still answered, by "not processed", or its call would be lost. The client closes the connection.
    private async Task SayFarewellAsync()
    {
        await Task.Delay(Farewell, _server.TimeProvider).ConfigureAwait(false);
        _sender.Complete();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var read = await _reader.ReadAsync().ConfigureAwait(false);
                var buffer = read.Buffer;
                Volatile.Write(ref _heardAt, _server.TimeProvider.GetTimestamp());
                while (FrameReader.TryRead(ref buffer, _server.Options.MaxRequestBytes, out var header, out var payload))
                {
                    Volatile.Write(ref _frameSince, 0);
                    Take(header, payload);
                }

                if (buffer.IsEmpty)
                {
                    Volatile.Write(ref _frameSince, 0);
                }
                else if (_frameSince == 0)
                {
                    Volatile.Write(ref _frameSince, Math.Max(1, _server.TimeProvider.GetTimestamp()));
                }

                _reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }

                await ReadRepliesAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await _reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    // Not reading is what slows a client down that does not read either.
    private async ValueTask ReadRepliesAsync()
    {
        if (_sender.Unsent > MostUnsent)
        {
            Volatile.Write(ref _isPaused, true);
            await _sender.WaitBelowAsync(MostUnsent).ConfigureAwait(false);
            Volatile.Write(ref _heardAt, _server.TimeProvider.GetTimestamp());
            Volatile.Write(ref _isPaused, false);
        }
    }

    private void Take(FrameHeader header, in ReadOnlySequence<byte> payload)
    {
        switch (header.Kind)
        {
            case FrameKind.Request:
                Begin(header, payload);
                break;
            case FrameKind.Cancel:
                Cancel(header.CallId);
                break;
            case FrameKind.Credit:
                Allow(header);
                break;
            case FrameKind.Ping:
                _sender.TrySend(FrameHeader.Of(FrameKind.Pong));
                break;
            case FrameKind.Pong:
                break;
            default:
                throw new FrameException($"The client sent a frame that only servers send, or that comes first ({header.Kind}).");
        }
    }
}
