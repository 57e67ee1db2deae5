using System.Net.Sockets;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

internal sealed partial class UdpSession
{
    // The server does not know the session any more: nothing is sent in it again.
    private bool _isLost;

    /// <inheritdoc/>
    /// <remarks>What is lost on the way is sent again as a call is.</remarks>
    public override async ValueTask<bool> PingAsync(CancellationToken cancellationToken)
    {
        var ping = new PendingDatagram();
        if (TrySend(ping, FrameHeader.Of(FrameKind.Ping), TimeSpan.Zero, int.MaxValue) != SendResult.Sent)
        {
            return false;
        }

        using var registration = FrameChannel.CancelWith(ping, cancellationToken);
        return (await ping.Answered.ConfigureAwait(false)).Kind == FrameKind.Pong;
    }

    private async Task ReceiveAsync()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
        try
        {
            while (true)
            {
                try
                {
                    var length = await _socket.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false);
                    Receive(buffer.AsSpan(0, length));
                }
                catch (SocketException exception) when (exception.SocketErrorCode == SocketError.MessageSize)
                {
                    // As Windows has it, where a datagram is far too long to be the server's.
                }
                catch (SocketException exception) when (IsGone(exception))
                {
                    ReceiveRest(buffer);
                    throw;
                }
            }
        }
        catch (SocketException exception)
        {
            Close(IsGone(exception)
                ? new IOException("Nobody listens there any more.", exception)
                : exception);
        }
#pragma warning disable CA1031 // Whatever ends the session, ends the calls in it; they carry the exception.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Close(exception);
        }
        finally
        {
            _facts.FromServer?.Dispose();
        }
    }

    private static bool IsGone(SocketException exception) => exception.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset;

    // That nobody listens any more is told before what the server had answered until then.
    private void ReceiveRest(byte[] buffer)
    {
        while (_socket.Available > 0)
        {
            try
            {
                Receive(buffer.AsSpan(0, _socket.Receive(buffer)));
            }
            catch (SocketException)
            {
                // It is told once for each datagram that found nobody.
            }
        }
    }

    /// <summary>Takes a datagram in; what is not the server's is dropped.</summary>
    private void Receive(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length is < Datagram.SealedHeaderBytes or > Datagram.MaxBytes || !Datagram.TryReadHead(datagram, out var kind, out var keyId)
            || keyId != _keyId || Datagram.SessionOf(datagram) != _facts.Id)
        {
            return;
        }

        if (kind == DatagramKind.NoSession)
        {
            if (UdpNoSession.TryRead(datagram, _facts.Key, out var uptime))
            {
                Lose(Datagram.NumberOf(datagram), uptime);
            }

            return;
        }

        Span<byte> opened = stackalloc byte[Datagram.MaxBytes];
        var number = Datagram.NumberOf(datagram);
        if (kind == DatagramKind.Sealed && _packets.IsNew(number) && Datagram.TryOpen(datagram, _facts.FromServer, opened, out var content)
            && FrameHeader.TryRead(content, out var header, out var payload))
        {
            _packets.TryMark(number);
            Volatile.Write(ref _heardAt, _timeProvider.GetTimestamp());
            Take(header, payload);
        }
    }

    private void Take(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Kind)
        {
            case FrameKind.Reply or FrameKind.Error or FrameKind.NotProcessed or FrameKind.Pong:
                // A call that was cancelled meanwhile is not here any more.
                if (TryTake(header.CallId, out var call))
                {
                    if (call.Sendings == 1)
                    {
                        _roundTrips.Answered(_timeProvider.GetElapsedTime(call.SentAt));
                    }

                    call.Answer.Copy(payload);
                    call.Complete(header);
                    CloseIfDone();
                }

                break;
            case FrameKind.Running:
                Wait(header.CallId);
                break;
            case FrameKind.GoAway:
                Volatile.Write(ref _isEnding, true);
                CloseIfDone();
                break;
        }
    }

    private void Wait(ulong callId)
    {
        lock (_gate)
        {
            if (_pending.TryGetValue(callId, out var call))
            {
                call.Unheard = 0;
                call.SilentSince = _timeProvider.GetTimestamp();
                call.Timeout = Shorter(call.Timeout, LongestPatience);
            }
        }
    }

    // A request that was sent once, in the datagram that came back, was not begun, if the server was there before it was sent, and has had no time to
    // forget the session since. Any other may have been.
    private void Lose(ulong number, TimeSpan uptime)
    {
        List<PendingDatagram>? unbegun = null, unknown = null;
        lock (_gate)
        {
            _isEnding = true;
            _isLost = true;
            foreach (var call in _pending.Values)
            {
                var elapsed = _timeProvider.GetElapsedTime(call.SentAt);
                if (call.Sendings == 1 && call.Number == number && elapsed <= uptime && elapsed < _facts.IdleTimeout)
                {
                    (unbegun ??= []).Add(call);
                }
                else if (call.Sendings > 1 || call.Number == number)
                {
                    (unknown ??= []).Add(call);
                }
            }

            foreach (var call in (unknown ?? []).Concat(unbegun ?? []))
            {
                _pending.Remove(call.Header.CallId);
            }
        }

        unbegun?.ForEach(static call => call.Complete(FrameHeader.Of(FrameKind.GoAway)));
        unknown?.ForEach(static call => call.Fail(new IOException("The server has forgotten the session, and whether it has done the call.")));
        CloseIfDone();
    }
}
