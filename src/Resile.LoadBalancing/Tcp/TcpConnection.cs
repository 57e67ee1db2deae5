using System.Buffers;
using System.IO.Pipelines;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <summary>The client's end of a connection, which all calls to one endpoint share.</summary>
internal sealed partial class TcpConnection : FrameConnection
{
    // What nobody reads must not pile up without end.
    private const long MostUnsent = 64L * 1024 * 1024;

    private const int LongestError = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, PendingCall> _pending = [];
    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly FrameSender _sender;
    private readonly ITimer _pings;
    private readonly int _maxRequestBytes;
    private readonly int _maxReplyBytes;

    private ulong _lastId;
    private bool _isDraining;
    private bool _isClosed;
    private bool _hasHeard = true;
    private bool _isSilent;

    /// <summary>Begins to use a connection whose handshake is done.</summary>
    public TcpConnection(
        Stream stream, PipeReader reader, Welcome welcome, int maxReplyBytes, TimeSpan pingInterval, TimeProvider timeProvider)
    {
        _stream = stream;
        _reader = reader;
        _maxRequestBytes = welcome.MaxRequestBytes;

        // Errors are short, but come whatever a reply may be.
        _maxReplyBytes = Math.Max(maxReplyBytes, LongestError);
        _sender = new FrameSender(stream, timeProvider);
        _pings = timeProvider.CreateTimer(static state => ((TcpConnection)state!).Ping(), this, pingInterval, pingInterval);
        _ = WriteAsync();
        _ = ReadAsync();
    }

    /// <inheritdoc/>
    public override bool IsUsable => !Volatile.Read(ref _isDraining) && !Volatile.Read(ref _isClosed);

    /// <inheritdoc/>
    public override int MaxRequestBytes => _maxRequestBytes;

    /// <inheritdoc/>
    public override SendResult TrySend(PendingFrame call, uint methodHash, TimeSpan time, byte generation, int maxInFlight)
    {
        var pending = (PendingCall)call;
        pending.Connection = this;
        if (pending.Request.PayloadLength > _maxRequestBytes)
        {
            return SendResult.TooLong;
        }

        lock (_gate)
        {
            if (_isDraining || _isClosed)
            {
                return SendResult.Closed;
            }

            if (_pending.Count >= maxInFlight || _sender.Unsent > MostUnsent)
            {
                return SendResult.Full;
            }

            var id = ++_lastId;
            if (!_sender.TrySend(pending.Request.Frame(new(0, FrameKind.Request, generation, id, methodHash, FrameHeader.MillisecondsOf(time)))))
            {
                return SendResult.Closed;
            }

            // Its answer is looked for under the lock, so it cannot be missed.
            pending.Id = id;
            _pending.Add(id, pending);
            return SendResult.Sent;
        }
    }

    /// <inheritdoc/>
    public override void Cancel(PendingFrame call)
    {
        var id = ((PendingCall)call).Id;
        if (TryTake(id, out var taken))
        {
            _sender.TrySend(FrameHeader.Of(FrameKind.Cancel, id));
            taken.Fail(new OperationCanceledException());
        }
    }

    /// <summary>Asks for further items.</summary>
    public void Allow(PendingCall call, int items) => _sender.TrySend(FrameHeader.Of(FrameKind.Credit, call.Id) with { First = (uint)items });

    /// <inheritdoc/>
    public override void Dispose() => Close(new IOException("The client has been closed."));

    private bool TryTake(ulong id, out PendingCall call)
    {
        bool isLast;
        lock (_gate)
        {
            if (!_pending.Remove(id, out call!))
            {
                return false;
            }

            isLast = _isDraining && _pending.Count == 0;
        }

        if (isLast)
        {
            _sender.Complete();
        }

        return true;
    }

    private async Task WriteAsync()
    {
        try
        {
            await _sender.RunAsync().ConfigureAwait(false);
            Close(new IOException("The server takes no further calls on this connection."));
        }
#pragma warning disable CA1031 // Whatever ends the connection, ends the calls on it; they carry the exception.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Close(exception);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var read = await _reader.ReadAsync().ConfigureAwait(false);
                _hasHeard = true;
                var buffer = read.Buffer;
                while (FrameReader.TryRead(ref buffer, _maxReplyBytes, out var header, out var payload))
                {
                    Take(header, payload);
                }

                _reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    throw new EndOfStreamException("The server closed the connection.");
                }
            }
        }
#pragma warning disable CA1031 // Whatever ends the connection, ends the calls on it; they carry the exception.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Close(exception);
        }
        finally
        {
            await _reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private void Take(FrameHeader header, in ReadOnlySequence<byte> payload)
    {
        switch (header.Kind)
        {
            case FrameKind.Reply or FrameKind.Error or FrameKind.NotProcessed:
                // A call that was cancelled meanwhile is not here any more.
                if (TryTake(header.CallId, out var call))
                {
                    Complete(call, header, payload);
                }

                break;
            case FrameKind.Item:
                Add(header.CallId, payload);
                break;
            case FrameKind.Ping when _sender.Unsent > MostUnsent:
                throw new FrameException("The server asks without end for signs of life, and reads none.");
            case FrameKind.Ping:
                _sender.TrySend(FrameHeader.Of(FrameKind.Pong));
                break;
            case FrameKind.Pong:
                EndPing(null);
                break;
            case FrameKind.GoAway:
                Drain();
                break;
            default:
                throw new FrameException($"The server sent a frame that only clients send ({header.Kind}).");
        }
    }

    // Under the lock, so that the call cannot have been used again.
    private void Add(ulong id, in ReadOnlySequence<byte> payload)
    {
        lock (_gate)
        {
            if (_pending.TryGetValue(id, out var call))
            {
                (call.Items ?? throw new FrameException("The server sends an item of a reply that comes whole.")).Add(payload);
            }
        }
    }

    private static void Complete(PendingCall call, FrameHeader header, in ReadOnlySequence<byte> payload)
    {
        try
        {
            call.Answer.Copy(payload);
        }
        catch (OutOfMemoryException exception)
        {
            // It is in no list any more, so nobody else would ever end it.
            call.Fail(new IOException("There is no memory for the answer.", exception));
            throw;
        }

        call.Complete(header);
    }

    private void Drain()
    {
        bool isIdle;
        lock (_gate)
        {
            _isDraining = true;
            isIdle = _pending.Count == 0;
        }

        if (isIdle)
        {
            _sender.Complete();
        }
    }

    // All the time, whatever comes: the server takes the silence of a client that only listens for its end. The reader may set the flag at the same
    // time: then the next interval decides.
    private void Ping()
    {
        if (_isSilent && !_hasHeard)
        {
            Close(new IOException("The server answers no pings."));
            return;
        }

        (_isSilent, _hasHeard) = (!_hasHeard, false);
        _sender.TrySend(FrameHeader.Of(FrameKind.Ping));
    }

    private void Close(Exception reason)
    {
        PendingCall[] left;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            left = [.. _pending.Values];
            _pending.Clear();
        }

        _pings.Dispose();
        EndPing(reason);
        _sender.Complete();
        _stream.Dispose();
        foreach (var call in left)
        {
            call.Fail(new IOException(reason.Message, reason));
        }
    }
}
