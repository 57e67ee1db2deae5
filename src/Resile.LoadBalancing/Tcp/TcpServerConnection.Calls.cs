using System.Buffers;
using System.Net;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

/// <content>How calls begin, are refused and are cancelled.</content>
internal sealed partial class TcpServerConnection
{
    private void Begin(FrameHeader header, in ReadOnlySequence<byte> payload)
    {
        if (_server.Contract.Find(header.First) is not { } operation)
        {
            Refuse(header.CallId, HttpStatusCode.NotImplemented, "There is no such operation here. Build both sides from the same contract.");
        }
        else if (header.Second == 0)
        {
            Refuse(header.CallId, HttpStatusCode.GatewayTimeout, "The time that the caller gave the call is over.");
        }
        else if (!_server.TryEnter())
        {
            Refuse(header.CallId, HttpStatusCode.TooManyRequests, $"{_server.Options.MaxConcurrentCalls} calls run already (MaxConcurrentCalls).");
        }
        else
        {
            Begin(new TcpOperationCall(_server, this, operation, header, payload));
        }
    }

    private void Begin(TcpOperationCall call)
    {
        bool isClosing, isNew;
        lock (_gate)
        {
            isClosing = _isDraining || _isAborted;
            isNew = !isClosing && _calls.TryAdd(call.Id, call);
            if (isNew)
            {
                Expect(call.DueAt);
            }
        }

        if (isNew)
        {
            ThreadPool.UnsafeQueueUserWorkItem(call, preferLocal: false);
            return;
        }

        call.Dispose();
        _server.Leave();
        if (!isClosing)
        {
            throw new FrameException("The client used the number of a call again that is still running.");
        }

        Refuse(call.Id, HttpStatusCode.ServiceUnavailable, "The server stops.");
    }

    private void Refuse(ulong callId, HttpStatusCode status, string reason)
    {
        _server.CountRefusal();
        using var buffer = FrameBuffer.OfError((int)status, reason);
        Send(buffer.Frame(FrameHeader.Of(FrameKind.NotProcessed, callId) with { First = (uint)_server.InFlight }));
    }

    private void Allow(FrameHeader header)
    {
        lock (_gate)
        {
            if (_calls.TryGetValue(header.CallId, out var call) && !call.TryAllow(header.First))
            {
                throw new FrameException($"The client asks for more than {ItemWindow.Size} items at a time.");
            }
        }
    }

    private void Cancel(ulong callId)
    {
        lock (_gate)
        {
            if (_calls.TryGetValue(callId, out var call))
            {
                CancelElsewhere(call);
            }
        }
    }

    // What hears of it may run anything, so it does not do so under the lock.
    private static void CancelElsewhere(TcpOperationCall call) =>
        ThreadPool.UnsafeQueueUserWorkItem(static call => call.Cancel(), call, preferLocal: false);
}
