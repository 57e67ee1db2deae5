using System.Buffers.Binary;
using System.Net;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>A client that a server knows: its address, its keys, and which of its datagrams and calls have been here.</summary>
/// <remarks>
/// Each call is begun at most once: its number is marked before, and a number that was marked, or is too old to tell, is only ever answered by the
/// kept answer. A server that was started again, or has forgotten the client, does not know the session, and so does nothing either.
/// </remarks>
internal sealed class UdpServerSession : IDisposable
{
    /// <summary>How far behind the latest datagram one may come that was overtaken.</summary>
    public const int PacketWindow = 4_096;

    /// <summary>How far behind the latest call one may come; a client keeps no more in flight.</summary>
    public const int CallWindow = 16_384;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, UdpOperationCall> _calls = [];
    private readonly SlidingWindow _packets = new(PacketWindow);
    private readonly SlidingWindow _seen = new(CallWindow);
    private readonly UdpReceiver _receiver;
    private readonly PacketProtection? _fromClient;
    private readonly PacketProtection? _fromServer;
    private readonly byte _keyId;

    private ulong _sent;
    private long _heardAt;
    private volatile bool _hasLeft;

    public UdpServerSession(UdpReceiver receiver, ulong id, SocketAddress address, UInt128 clientSalt, ReadOnlySpan<byte> serverSalt, PresharedKey? key)
    {
        _receiver = receiver;
        Id = id;
        Address = address;
        ClientSalt = clientSalt;
        _keyId = key?.Id ?? 0;
        Span<byte> salt = stackalloc byte[Datagram.SaltBytes];
        BinaryPrimitives.WriteUInt128LittleEndian(salt, clientSalt);
        (_fromClient, _fromServer) = key is null ? default : key.Session(salt, serverSalt);
        _heardAt = receiver.TimeProvider.GetTimestamp();
        Welcome = UdpWelcome.Write(id, salt, serverSalt, receiver.Options.IdleTimeout, _keyId, _fromServer);
    }

    /// <summary>Gets its number.</summary>
    public ulong Id { get; }

    /// <summary>Gets where its client is.</summary>
    public SocketAddress Address { get; }

    /// <summary>Gets what its client added to the keys.</summary>
    public UInt128 ClientSalt { get; }

    /// <summary>Gets the datagram that told the client of it. It is kept, because its nonce must not seal another one.</summary>
    public byte[] Welcome { get; }

    /// <summary>Tells whether it may be forgotten: its client has left, or has been silent for long.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _calls.Count == 0
                    && (_hasLeft || _receiver.TimeProvider.GetElapsedTime(Volatile.Read(ref _heardAt)) > _receiver.Options.IdleTimeout);
            }
        }
    }

    /// <summary>Takes a datagram in that comes from its client's address; called by one thread at a time.</summary>
    public void Receive(ReadOnlySpan<byte> datagram)
    {
        Span<byte> opened = stackalloc byte[Datagram.MaxBytes];
        var number = Datagram.NumberOf(datagram);
        if (!_packets.IsNew(number))
        {
            _receiver.Refuse(UdpRefusal.Replayed);
        }
        else if (!Datagram.TryOpen(datagram, _fromClient, opened, out var content))
        {
            _receiver.Refuse(UdpRefusal.Forged);
        }
        else
        {
            _packets.TryMark(number);
            Volatile.Write(ref _heardAt, _receiver.TimeProvider.GetTimestamp());
            if (FrameHeader.TryRead(content, out var header, out var payload) && payload.Length <= Datagram.MaxPayload)
            {
                Take(header, payload);
            }
            else
            {
                _receiver.Refuse(UdpRefusal.Malformed);
            }
        }
    }

    /// <summary>Keeps the answer to a call, and sends it.</summary>
    public void Answer(ulong callId, ReadOnlySpan<byte> frame)
    {
        _receiver.Answers.Keep(Id, callId, frame);
        Send(frame);
    }

    /// <summary>Forgets a call that has ended.</summary>
    public void End(UdpOperationCall call)
    {
        lock (_gate)
        {
            _calls.Remove(call.Id);
        }

        call.Dispose();
        _receiver.Leave();
    }

    /// <summary>Tells the client to begin no further calls.</summary>
    public void Drain()
    {
        using var reason = FrameBuffer.OfError((int)HttpStatusCode.ServiceUnavailable, "The server stops.");
        Send(reason.Frame(FrameHeader.Of(FrameKind.GoAway)));
    }

    /// <summary>Ends the work for the client.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            foreach (var call in _calls.Values)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static call => call.Cancel(), call, preferLocal: false);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _fromClient?.Dispose();
        _fromServer?.Dispose();
    }

    private void Take(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Kind)
        {
            case FrameKind.Request when _seen.TryMark(header.CallId):
                Begin(header, payload);
                break;
            case FrameKind.Request:
                Repeat(header.CallId);
                break;
            case FrameKind.Cancel:
                Cancel(header.CallId);
                break;
            case FrameKind.GoAway:
                _hasLeft = true;
                Abort();
                break;
            case FrameKind.Ping:
                Send(FrameHeader.Of(FrameKind.Pong, header.CallId));
                break;
            default:
                _receiver.Refuse(UdpRefusal.Malformed);
                break;
        }
    }

    private void Begin(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (_receiver.IsStopping)
        {
            Refuse(header.CallId, UdpRefusal.Stopping, HttpStatusCode.ServiceUnavailable, "The server stops.");
        }
        else if (_receiver.Contract.Find(header.First) is not { } operation)
        {
            Refuse(header.CallId, UdpRefusal.UnknownOperation, HttpStatusCode.NotImplemented, "There is no such operation here. Build both sides from the same contract.");
        }
        else if (header.Second == 0)
        {
            Refuse(header.CallId, UdpRefusal.Expired, HttpStatusCode.GatewayTimeout, "The time that the caller gave the call is over.");
        }
        else if (!_receiver.TryEnter())
        {
            Refuse(header.CallId, UdpRefusal.TooManyCalls, HttpStatusCode.TooManyRequests, $"{_receiver.Options.MaxConcurrentCalls} calls run already (MaxConcurrentCalls).");
        }
        else
        {
            var call = new UdpOperationCall(_receiver, this, operation, header, payload);
            lock (_gate)
            {
                _calls.Add(call.Id, call);
            }

            ThreadPool.UnsafeQueueUserWorkItem(call, preferLocal: false);
        }
    }

    // The running calls are looked at first: an answer is kept before its call is forgotten, so that one of the two is found.
    private void Repeat(ulong callId)
    {
        _receiver.CountRepeated();
        bool isRunning;
        lock (_gate)
        {
            isRunning = _calls.ContainsKey(callId);
        }

        if (_receiver.Answers.Find(Id, callId) is { } answer)
        {
            Send(answer);
        }
        else if (isRunning)
        {
            Send(FrameHeader.Of(FrameKind.Running, callId));
        }
        else
        {
            _receiver.Refuse(UdpRefusal.Forgotten);
            using var error = FrameBuffer.OfError((int)HttpStatusCode.ServiceUnavailable, "The call may have come before, and no answer to it is kept.");
            Send(error.Frame(FrameHeader.Of(FrameKind.Error, callId)));
        }
    }

    // A refusal is kept as well: its caller may have sent the call elsewhere by now, so that no repetition may begin it here.
    private void Refuse(ulong callId, UdpRefusal refusal, HttpStatusCode status, string reason)
    {
        _receiver.Refuse(refusal);
        using var error = FrameBuffer.OfError((int)status, reason);
        Answer(callId, error.Frame(FrameHeader.Of(FrameKind.NotProcessed, callId) with { First = (uint)_receiver.InFlight }));
    }

    // A cancellation that overtakes its request keeps that from being begun.
    private void Cancel(ulong callId)
    {
        if (_seen.TryMark(callId))
        {
            return;
        }

        lock (_gate)
        {
            if (_calls.TryGetValue(callId, out var call))
            {
                ThreadPool.UnsafeQueueUserWorkItem(static call => call.Cancel(), call, preferLocal: false);
            }
        }
    }

    private void Send(FrameHeader header)
    {
        Span<byte> frame = stackalloc byte[FrameHeader.Size];
        header.Write(frame);
        Send(frame);
    }

    private void Send(ReadOnlySpan<byte> frame)
    {
        var number = Interlocked.Increment(ref _sent);
        if (number > 2 * PacketProtection.MostPackets)
        {
            // The client should have begun anew long ago.
            return;
        }

        Span<byte> datagram = stackalloc byte[Datagram.MaxBytes];
        try
        {
            _receiver.Send(datagram[..Datagram.Seal(datagram, _keyId, Id, number, frame, _fromServer)], Address);
        }
        catch (ObjectDisposedException)
        {
            // The session has ended meanwhile.
        }
    }
}
