using System.Net.Sockets;
using System.Security.Cryptography;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

/// <summary>The client's end of a session, which all calls to one endpoint share.</summary>
/// <remarks>
/// A request is sent again, within its session alone, until there is an answer or no sign of life for too long. That is safe whatever it does: a server
/// begins no call twice in a session, and one that has forgotten the session begins none.
/// </remarks>
internal sealed partial class UdpSession : FrameConnection
{
    /// <summary>How often a request is sent again without a sign of life, be it the answer to another one.</summary>
    public const int MostRepetitions = 4;

    private const int BufferBytes = 2_048;

    // How long the last repetition is waited for at least: a server that pauses for garbage, or whose machine is busy, is not gone.
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(3);

    // How exactly the time of a repetition is met.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    // The longest time between repetitions while the server lives: the answer may have been lost.
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, PendingDatagram> _pending = [];
    private readonly SlidingWindow _packets = new(UdpServerSession.PacketWindow);
    private readonly Socket _socket;
    private readonly UdpSessionFacts _facts;
    private readonly RoundTrips _roundTrips;
    private readonly TimeProvider _timeProvider;
    private readonly Action _repeated;
    private readonly ITimer _ticks;
    private readonly ulong _mostPackets;
    private readonly byte _keyId;

    private ulong _lastId;
    private ulong _sent;
    private long _heardAt;
    private bool _isTicking;
    private bool _isEnding;
    private bool _isClosed;

    /// <summary>Begins to use a session whose handshake is done.</summary>
    /// <param name="socket">The socket, connected to the server; it belongs to the session.</param>
    /// <param name="facts">What was agreed on.</param>
    /// <param name="roundTrips">What is known of how long the endpoint takes to answer.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="repeated">Hears of each request that is sent again.</param>
    /// <param name="mostPackets">After how many datagrams it gives way to a new one.</param>
    public UdpSession(
        Socket socket, UdpSessionFacts facts, RoundTrips roundTrips, TimeProvider timeProvider, Action repeated, ulong mostPackets = PacketProtection.MostPackets)
    {
        _socket = socket;
        _facts = facts;
        _roundTrips = roundTrips;
        _timeProvider = timeProvider;
        _repeated = repeated;
        _mostPackets = mostPackets;
        _keyId = facts.Key?.Id ?? 0;

        // Below half of the range, so that numbers never begin anew.
        _lastId = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) >> 1;
        _heardAt = timeProvider.GetTimestamp();
        _ticks = timeProvider.CreateTimer(static state => ((UdpSession)state!).RepeatOverdue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = ReceiveAsync();
    }

    /// <inheritdoc/>
    public override int MaxRequestBytes => Datagram.MaxPayload;

    /// <inheritdoc/>
    public override bool IsUsable => !Volatile.Read(ref _isEnding) && !Volatile.Read(ref _isClosed);

    /// <inheritdoc/>
    public override SendResult TrySend(PendingFrame call, uint methodHash, TimeSpan time, byte generation, int maxInFlight) =>
        TrySend((PendingDatagram)call, new(0, FrameKind.Request, generation, 0, methodHash, 0), time, maxInFlight);

    /// <inheritdoc/>
    public override void Cancel(PendingFrame call)
    {
        var pending = (PendingDatagram)call;
        var id = pending.Header.CallId;
        lock (_gate)
        {
            if (!_pending.Remove(id))
            {
                return;
            }

            if (pending.Header.Kind == FrameKind.Request && !_isClosed)
            {
                Span<byte> frame = stackalloc byte[FrameHeader.Size];
                FrameHeader.Of(FrameKind.Cancel, id).Write(frame);
                Send(frame);
            }
        }

        pending.Fail(new OperationCanceledException());
        CloseIfDone();
    }

    /// <inheritdoc/>
    public override void Dispose() => Close(new IOException("The client has been closed."));

    private SendResult TrySend(PendingDatagram call, FrameHeader header, TimeSpan time, int maxInFlight)
    {
        lock (_gate)
        {
            // What the server may be about to forget is not used any more, so that it hardly ever has to say so.
            _isEnding |= _pending.Count == 0 && _timeProvider.GetElapsedTime(_heardAt) > _facts.IdleTimeout / 2;
            if (!_isEnding && !_isClosed)
            {
                return _pending.Count < maxInFlight ? Begin(call, header, time) : SendResult.Full;
            }
        }

        CloseIfDone();
        return SendResult.Closed;
    }

    private SendResult Begin(PendingDatagram call, FrameHeader header, TimeSpan time)
    {
        call.Connection = this;
        call.Header = header with { CallId = ++_lastId };
        call.Time = time;
        call.SentAt = _timeProvider.GetTimestamp();
        call.Timeout = _roundTrips.Timeout;
        _pending.Add(_lastId, call);
        Send(call);
        if (!_isTicking)
        {
            _isTicking = true;
            _ticks.Change(Tick, Tick);
        }

        return SendResult.Sent;
    }

    private void Send(PendingDatagram call)
    {
        var milliseconds = FrameHeader.MillisecondsOf(call.Time - _timeProvider.GetElapsedTime(call.SentAt));
        call.Sendings++;
        call.SilentSince = _timeProvider.GetTimestamp();
        call.Number = Send(call.Request.Frame(call.Header with { Second = milliseconds }));
    }

    private ulong Send(ReadOnlySpan<byte> frame)
    {
        var number = ++_sent;
        if (number >= _mostPackets)
        {
            // The key has been used enough. What waits is still answered; further calls begin a new session.
            _isEnding = true;
        }

        Span<byte> datagram = stackalloc byte[Datagram.MaxBytes];
        var length = Datagram.Seal(datagram, _keyId, _facts.Id, number, frame, _facts.FromClient);
        try
        {
            _socket.Send(datagram[..length]);
        }
        catch (SocketException)
        {
            // As good as lost on the way; if nobody listens there, the receiver hears of it, too.
        }

        return number;
    }

    private void RepeatOverdue()
    {
        List<PendingDatagram>? unheard = null;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            foreach (var call in _pending.Values)
            {
                if (_timeProvider.GetElapsedTime(call.SilentSince) < call.Timeout)
                {
                    continue;
                }

                if (_heardAt > call.SilentSince)
                {
                    // The server lives, so this one was lost.
                    call.Unheard = 0;
                    call.Timeout = Shorter(call.Timeout, LongestPatience);
                }

                if (call.Unheard < MostRepetitions && !_isLost)
                {
                    Repeat(call);
                }
                else
                {
                    (unheard ??= []).Add(call);
                }
            }

            foreach (var call in unheard ?? [])
            {
                // The next call had better ask who is there.
                _pending.Remove(call.Header.CallId);
                _isEnding = true;
            }

            if (_pending.Count == 0)
            {
                _isTicking = false;
                _ticks.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        unheard?.ForEach(static call => call.Fail(new IOException($"There was no answer, although the request was sent {call.Sendings} times.")));
        CloseIfDone();
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Repeat(PendingDatagram call)
    {
        call.Unheard++;
        call.Timeout = _roundTrips.TimedOut(call.Timeout);
        if (call.Unheard == MostRepetitions && call.Timeout < LastPatience)
        {
            call.Timeout = LastPatience;
        }

        Send(call);
        _repeated();
    }

    private bool TryTake(ulong id, out PendingDatagram call)
    {
        lock (_gate)
        {
            return _pending.Remove(id, out call!);
        }
    }

    private void CloseIfDone()
    {
        lock (_gate)
        {
            if (_isClosed || !_isEnding || _pending.Count > 0)
            {
                return;
            }
        }

        Close(new IOException("The session has ended."));
    }

    private void Close(Exception reason)
    {
        PendingDatagram[] left;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            left = [.. _pending.Values];
            _pending.Clear();
            _facts.FromClient?.Dispose();
        }

        _ticks.Dispose();
        _socket.Dispose();
        foreach (var call in left)
        {
            call.Fail(new IOException(reason.Message, reason));
        }
    }
}
