using System.Net;
using System.Runtime.CompilerServices;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Http;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Udp;

public sealed partial class UdpChannel
{
    // A session that is old, or that the server has forgotten, is replaced by another one; whoever is that unlucky again goes elsewhere.
    private const int MostSessions = 3;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Attempt<TReply>> AttemptAsync<TCall, TReply>(TCall call, CallContext context)
        where TCall : struct, IFrameCall
    {
        await _runner.EndpointsKnownAsync(context).ConfigureAwait(false);
        var pending = _pool.Rent();
        try
        {
            // Everything that can fail because of the arguments comes before the pick, so that no endpoint is blamed for it.
            var key = WriteRequest(call, pending, context);
            if (pending.Request.PayloadLength > Datagram.MaxPayload)
            {
                return new(default, new DatagramTooLargeException(_runner.Facts(context, null), pending.Request.PayloadLength), Resend.Never, null);
            }

            var lease = _runner.Acquire(context, key);
            return lease.Endpoint is null
                ? new(default, _runner.NoEndpoint(context), Resend.Never, null)
                : await AttemptAsync<TReply>(pending, context, lease).ConfigureAwait(false);
        }
        finally
        {
            _pool.Return(pending);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Attempt<TReply>> AttemptAsync<TReply>(PendingDatagram pending, CallContext context, Lease lease)
    {
        var endpoint = lease.Endpoint!;
        var ending = new Ending(CallResult.Cancelled);
        AttemptLimit? limit = null;
        try
        {
            limit = _runner.LimitAttempt(context, endpoint);
            var token = limit?.Token ?? context.Token;
            for (var sessions = 0; sessions < MostSessions; sessions++)
            {
                var session = await ((UdpTransport)endpoint.Transport!).ConnectAsync(token).ConfigureAwait(false);
                var sent = session.TrySend(
                    pending, FrameKind.Request, context.Operation.MethodHash, context.Deadline.Remaining, GenerationOf(context), context.Settings.MaxDatagramsInFlight);
                if (sent == SendResult.Full)
                {
                    ending = new(CallResult.Overloaded);
                    return new(default, new ErrorStatusException(_runner.Facts(context, endpoint), HttpStatusCode.TooManyRequests,
                        $"{context.Settings.MaxDatagramsInFlight} calls of this client wait for it already (Udp:MaxInFlight); nothing was sent."), Resend.Always, endpoint);
                }

                if (sent == SendResult.Sent && await AnswerAsync(pending, token).ConfigureAwait(false) is { Kind: not FrameKind.GoAway } header)
                {
                    return Read<TReply>(header, pending, context, endpoint, ref ending);
                }

                // It ended before it took the call, or the server does not know it and did not begin the call.
                pending.Rewind();
            }

            ending = new(CallResult.Unreachable);
            return new(default, new EndpointUnreachableException(_runner.Facts(context, endpoint), mayHaveBeenSent: false,
                new IOException("It forgets every session.")), Resend.Always, endpoint);
        }
        catch (Exception exception) when (Explain(context, endpoint, limit, exception) is { } fault)
        {
            ending = new(fault.Result);
            return new(default, fault.Error, fault.Resend, endpoint);
        }
        catch (Exception exception) when (context.Deadline.CallerToken.IsCancellationRequested)
        {
            throw CallRunner.Cancelled(context, exception);
        }
        finally
        {
            limit?.Dispose();
            lease.Balancer.Release(lease, ending.Result, load: ending.Load);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<FrameHeader> AnswerAsync(PendingDatagram pending, CancellationToken cancellationToken)
    {
        // Its disposal waits for a cancellation that is under way, so that it cannot hit the next call.
        using var registration = cancellationToken.UnsafeRegister(static state =>
        {
            var call = (PendingDatagram)state!;
            call.Session!.Cancel(call);
        }, pending);
        return await pending.Answered.ConfigureAwait(false);
    }

    private static ulong? WriteRequest<TCall>(TCall call, PendingDatagram pending, CallContext context)
        where TCall : struct, IFrameCall
    {
        var writer = new FrameRequestWriter(pending.Json, context.Settings.Json);
        pending.Json.WriteStartArray();
        call.Write(ref writer);
        pending.Json.WriteEndArray();
        pending.Json.Flush();
        return writer.Key;
    }

    private static byte GenerationOf(CallContext context) => (byte)Math.Min(byte.MaxValue, context.Retries + context.Attempts);

    private Attempt<TReply> Read<TReply>(FrameHeader header, PendingDatagram pending, CallContext context, Endpoint endpoint, ref Ending ending)
    {
        var load = new ServerLoad((int)Math.Min(header.First, int.MaxValue), TimeSpan.FromMicroseconds(header.Second));
        if (header.Kind == FrameKind.Reply)
        {
            ending = new(CallResult.Answered, load);
            return FrameReply.Read<TReply>(_runner, pending.Answer.Payload.Span, context, endpoint);
        }

        var error = WireError.Read(pending.Answer.Payload.Span, context.Settings.MaxErrorBodyBytes);
        var status = (HttpStatusCode)error.Status;
        var exception = new ErrorStatusException(_runner.Facts(context, endpoint), status, error.Text);
        if (header.Kind == FrameKind.NotProcessed)
        {
            // It is sound, but wants fewer calls: it stops, has too much to do, or was built from an older contract.
            ending = new(CallResult.Overloaded, load);
            return new(default, exception, Resend.Always, endpoint);
        }

        ending = new(HttpChannel.ResultOf(status), load);
        return new(default, exception, HttpChannel.IsTransient(status) ? Resend.IfIdempotent : Resend.Never, endpoint);
    }

    /// <summary>Finds out what an exception means.</summary>
    /// <returns>Null where the caller cancelled the call, or the exception is a bug.</returns>
    private Fault? Explain(CallContext context, Endpoint endpoint, AttemptLimit? limit, Exception exception)
    {
        if (context.Deadline.CallerToken.IsCancellationRequested)
        {
            return null;
        }

        return _runner.ExplainDeadline(context, endpoint, exception) ?? exception switch
        {
            ConnectFailedException => new(new EndpointUnreachableException(_runner.Facts(context, endpoint), mayHaveBeenSent: false, exception.InnerException!),
                Resend.Always, CallResult.Unreachable),
            IOException => Lost(context, endpoint, exception),
            OperationCanceledException => Lost(context, endpoint, new TimeoutException(limit is { Token.IsCancellationRequested: true }
                ? $"The attempt took longer than {context.Settings.AttemptTimeout}." : "The transport gave up waiting.", exception)),
            _ => null,
        };
    }

    private Fault Lost(CallContext context, Endpoint endpoint, Exception exception) =>
        new(new EndpointUnreachableException(_runner.Facts(context, endpoint), mayHaveBeenSent: true, exception), Resend.IfIdempotent, CallResult.Failed);

    /// <summary>What the end of an attempt says of its endpoint.</summary>
    private readonly record struct Ending(CallResult Result, ServerLoad? Load = null);
}
