using System.Net;
using System.Runtime.CompilerServices;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

public sealed partial class TcpChannel
{
    // A connection that drains is replaced by another one; whoever is that unlucky twice goes elsewhere.
    private const int MostConnections = 2;

    // Arguments of this size are written within microseconds.
    private const int PromptBytes = 4096;

    // One state machine for an attempt: each further one would cost a call more than its balancing does.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Attempt<TReply>> AttemptAsync<TCall, TReply>(TCall call, CallContext context)
        where TCall : struct, IFrameCall
    {
        await _runner.EndpointsKnownAsync(context).ConfigureAwait(false);
        var pending = _pool.Rent();
        var lease = default(Lease);
        var ending = new Ending(CallResult.Cancelled);
        AttemptLimit? limit = null;
        try
        {
            // Everything that can fail because of the arguments comes before the pick, so that no endpoint is blamed for it.
            lease = _runner.Acquire(context, WriteRequest(call, pending, context), isPrompt: pending.Json.BytesCommitted < PromptBytes);
            if (lease.Endpoint is null)
            {
                return new(default, _runner.NoEndpoint(context), Resend.Never, null);
            }

            limit = _runner.LimitAttempt(context, lease.Endpoint);
            var token = limit?.Token ?? context.Token;
            var sent = TrySend(pending, context, lease.Endpoint);
            if (sent == SendResult.Closed)
            {
                sent = await ConnectAndSendAsync(pending, context, lease.Endpoint, token).ConfigureAwait(false);
            }

            if (sent != SendResult.Sent)
            {
                return Unsent<TReply>(sent, context, lease.Endpoint, pending, ref ending);
            }

            FrameHeader answer;

            // Its disposal waits for a cancellation that is under way, so that it cannot hit the next call.
            using (CancelWith(pending, token))
            {
                answer = await pending.Answered.ConfigureAwait(false);
            }

            return Read<TReply>(answer, pending, context, lease.Endpoint, ref ending);
        }
        catch (Exception exception) when (lease.Endpoint is { } endpoint && Explain(context, endpoint, limit, exception) is { } fault)
        {
            ending = new(fault.Result);
            return new(default, fault.Error, fault.Resend, endpoint);
        }
        catch (Exception exception) when (lease.Endpoint is not null && context.Deadline.CallerToken.IsCancellationRequested)
        {
            throw CallRunner.Cancelled(context, exception);
        }
        finally
        {
            limit?.Dispose();
            if (lease.Endpoint is not null)
            {
                lease.Balancer.Release(lease, ending.Result, load: ending.Load);
            }

            _pool.Return(pending);
        }
    }

    private static async ValueTask<SendResult> ConnectAndSendAsync(
        PendingCall pending, CallContext context, Endpoint endpoint, CancellationToken cancellationToken)
    {
        context.HasWaited = true;
        var sent = SendResult.Closed;
        for (var connections = 0; sent == SendResult.Closed && connections < MostConnections; connections++)
        {
            sent = Send(pending, context, await ((TcpTransport)endpoint.Transport!).ConnectAsync(cancellationToken).ConfigureAwait(false));
        }

        return sent;
    }

    // Nearly always, there is a connection.
    private static SendResult TrySend(PendingCall pending, CallContext context, Endpoint endpoint) =>
        ((TcpTransport)endpoint.Transport!).Current is { } connection ? Send(pending, context, connection) : SendResult.Closed;

    private static SendResult Send(PendingCall pending, CallContext context, TcpConnection connection) => connection.TrySend(
        pending, context.Operation.MethodHash, Milliseconds(context.Remaining), GenerationOf(context), context.Settings.MaxInFlight);

    private static ulong? WriteRequest<TCall>(TCall call, PendingCall pending, CallContext context)
        where TCall : struct, IFrameCall
    {
        var writer = new FrameRequestWriter(pending.Json, context.Settings.Json);
        pending.Json.WriteStartArray();
        call.Write(ref writer);
        pending.Json.WriteEndArray();
        pending.Json.Flush();
        return writer.Key;
    }

    // What is left is rounded up, so that a server does not give up before its caller.
    private static uint Milliseconds(TimeSpan remaining) =>
        remaining <= TimeSpan.Zero ? 0 : (uint)Math.Min(uint.MaxValue, Math.Ceiling(remaining.TotalMilliseconds));

    private static byte GenerationOf(CallContext context) => (byte)Math.Min(byte.MaxValue, context.Retries + context.Attempts);

    private Attempt<TReply> Unsent<TReply>(SendResult sent, CallContext context, Endpoint endpoint, PendingCall pending, ref Ending ending)
    {
        switch (sent)
        {
            case SendResult.TooLong:
                var most = pending.Connection?.MaxRequestBytes;
                return new(default, new ErrorStatusException(_runner.Facts(context, endpoint), HttpStatusCode.RequestEntityTooLarge,
                    $"The arguments are longer than the server takes{(most is null ? "" : $" ({most} bytes)")}; nothing was sent."), Resend.Never, endpoint);
            case SendResult.Full:
                ending = new(CallResult.Overloaded);
                return new(default, new ErrorStatusException(_runner.Facts(context, endpoint), HttpStatusCode.TooManyRequests,
                    $"{context.Settings.MaxInFlight} calls of this client wait for it already (Tcp:MaxInFlight); nothing was sent."), Resend.Always, endpoint);
            default:
                ending = new(CallResult.Unreachable);
                return new(default, new EndpointUnreachableException(_runner.Facts(context, endpoint), mayHaveBeenSent: false,
                    new IOException("It closes every connection.")), Resend.Always, endpoint);
        }
    }

    /// <summary>What the end of an attempt says of its endpoint.</summary>
    private readonly record struct Ending(CallResult Result, ServerLoad? Load = null);
}
