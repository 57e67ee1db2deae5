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
    private async ValueTask<Attempt<TReply>> AttemptAsync<TReply>(PendingCall pending, CallContext context, Lease lease)
    {
        var endpoint = lease.Endpoint!;
        var ending = new Ending(CallResult.Cancelled);
        AttemptLimit? limit = null;
        try
        {
            limit = _runner.LimitAttempt(context, endpoint);
            var token = limit?.Token ?? context.Token;
            var sent = await SendAsync(pending, context, endpoint, token).ConfigureAwait(false);
            if (sent != SendResult.Sent)
            {
                return Unsent<TReply>(sent, context, endpoint, pending, ref ending);
            }

            var header = await AnswerAsync(pending, token).ConfigureAwait(false);
            return Read<TReply>(header, pending, context, endpoint, ref ending);
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
    private static async ValueTask<SendResult> SendAsync(PendingCall pending, CallContext context, Endpoint endpoint, CancellationToken cancellationToken)
    {
        var sent = SendResult.Closed;
        for (var connections = 0; sent == SendResult.Closed && connections < MostConnections; connections++)
        {
            var connection = await ((TcpTransport)endpoint.Transport!).ConnectAsync(cancellationToken).ConfigureAwait(false);
            sent = connection.TrySend(
                pending, context.Operation.MethodHash, Milliseconds(context.Deadline.Remaining), GenerationOf(context), context.Settings.MaxInFlight);
        }

        return sent;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<FrameHeader> AnswerAsync(PendingCall pending, CancellationToken cancellationToken)
    {
        // Its disposal waits for a cancellation that is under way, so that it cannot hit the next call.
        using var registration = CancelWith(pending, cancellationToken);
        return await pending.Answered.ConfigureAwait(false);
    }

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
