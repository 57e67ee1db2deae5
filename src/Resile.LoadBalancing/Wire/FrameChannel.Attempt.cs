using System.Runtime.CompilerServices;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Wire;

public abstract partial class FrameChannel
{
    // Arguments of this size are written within microseconds.
    private protected const int PromptBytes = 4096;

    // One state machine for an attempt: each further one would cost a call more than its balancing does.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Attempt<TReply>> AttemptAsync<TCall, TReply>(TCall call, CallContext context)
        where TCall : struct, IFrameCall
    {
        await Runner.EndpointsKnownAsync(context).ConfigureAwait(false);
        var pending = _pool.Rent();
        var lease = default(Lease);
        var ending = new Ending(CallResult.Cancelled);
        AttemptLimit? limit = null;
        try
        {
            // Everything that can fail because of the arguments comes before the pick, so that no endpoint is blamed for it.
            var key = WriteRequest(call, pending, context);
            if (pending.Request.PayloadLength > _maxPayload)
            {
                return new(default, new DatagramTooLargeException(Runner.Facts(context, null), pending.Request.PayloadLength), Resend.Never, null);
            }

            lease = Runner.Acquire(context, key, isPrompt: pending.Request.PayloadLength < PromptBytes);
            if (lease.Endpoint is null)
            {
                return new(default, Runner.NoEndpoint(context), Resend.Never, null);
            }

            limit = Runner.LimitAttempt(context, lease.Endpoint);
            var token = limit?.Token ?? context.Token;
            for (var connections = 0; connections < FrameTransport.MostConnections; connections++)
            {
                var sent = Send(pending, context, await ConnectAsync(context, lease.Endpoint, token).ConfigureAwait(false));
                if (sent is not (SendResult.Sent or SendResult.Closed))
                {
                    return Unsent<TReply>(sent, context, lease.Endpoint, pending, ref ending);
                }

                if (sent == SendResult.Sent)
                {
                    FrameHeader answer;

                    // Its disposal waits for a cancellation that is under way, so that it cannot hit the next call.
                    using (CancelWith(pending, token))
                    {
                        answer = await pending.Answered.ConfigureAwait(false);
                    }

                    if (answer.Kind != FrameKind.GoAway)
                    {
                        return Read<TReply>(answer, pending, context, lease.Endpoint, ref ending);
                    }
                }

                // The connection ended before it took the call, or the server does not know it and did not begin the call.
                pending.Rewind();
                context.HasWaited = true;
            }

            return Unsent<TReply>(SendResult.Closed, context, lease.Endpoint, pending, ref ending);
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

    /// <summary>Takes what a call waits with.</summary>
    private protected PendingFrame Rent() => _pool.Rent();

    /// <summary>Takes it back when no connection knows it any more.</summary>
    internal void Return(PendingFrame pending) => _pool.Return(pending);

    /// <summary>Lets a token cancel a call that waits.</summary>
    internal static CancellationTokenRegistration CancelWith(PendingFrame pending, CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static state =>
        {
            var call = (PendingFrame)state!;
            call.Connection!.Cancel(call);
        }, pending);

    // Nearly always, there is a connection.
    private protected static ValueTask<FrameConnection> ConnectAsync(CallContext context, Endpoint endpoint, CancellationToken cancellationToken)
    {
        var connecting = ((FrameTransport)endpoint.Transport!).ConnectAsync(cancellationToken);
        context.HasWaited |= !connecting.IsCompleted;
        return connecting;
    }

    private protected static SendResult Send(PendingFrame pending, CallContext context, FrameConnection connection) => connection.TrySend(
        pending, context.Operation.MethodHash, context.Remaining, (byte)Math.Min(byte.MaxValue, context.Retries + context.Attempts), context.Settings.MaxInFlight);

    private protected static ulong? WriteRequest<TCall>(TCall call, PendingFrame pending, CallContext context)
        where TCall : struct, IFrameCall
    {
        var writer = new FrameRequestWriter(pending.Json, context.Settings.Json);
        pending.Json.WriteStartArray();
        call.Write(ref writer);
        pending.Json.WriteEndArray();
        pending.Json.Flush();
        return writer.Key;
    }
}
