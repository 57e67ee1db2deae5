using System.ComponentModel;
using System.Net;
using System.Text.Json.Serialization.Metadata;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;
using Resile.LoadBalancing.Wire;

namespace Resile.LoadBalancing.Tcp;

public sealed partial class TcpChannel
{
    /// <summary>Sends a call whose reply comes item by item, when it is enumerated. It is sent again only if no byte of it has left, or it was not begun.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="call">The arguments.</param>
    /// <param name="cancellationToken">The caller's token; one that the enumeration is given counts as well.</param>
    /// <typeparam name="TCall">The type of the arguments.</typeparam>
    /// <typeparam name="TItem">The type of an item.</typeparam>
    /// <returns>The items. The enumeration throws a <see cref="RemoteCallException"/> where the call fails or the stream breaks off.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IAsyncEnumerable<TItem> StreamAsync<TCall, TItem>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IFrameCall =>
        Runner.StreamAsync<StreamCall<TCall, TItem>, TItem>(operation, new(this, call), isIdempotent: false, cancellationToken);

    /// <summary>Sends a call of an idempotent operation whose reply comes item by item. Until its first item has come, it may be sent again to another endpoint.</summary>
    /// <inheritdoc cref="StreamAsync{TCall, TItem}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IAsyncEnumerable<TItem> StreamWithRetryAsync<TCall, TItem>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IFrameCall =>
        Runner.StreamAsync<StreamCall<TCall, TItem>, TItem>(operation, new(this, call), isIdempotent: true, cancellationToken);

    /// <summary>Gets the name of the contract.</summary>
    internal string ContractName => Runner.ContractName;

    /// <summary>Finds out what an answer means that is an error.</summary>
    internal Fault ExplainAnswer(FrameHeader answer, PendingCall pending, CallContext context, Endpoint endpoint)
    {
        var ending = new Ending(CallResult.Failed);
        var attempt = Read<NoReply>(answer, pending, context, endpoint, ref ending);
        return new(attempt.Error!, attempt.Resend, ending.Result);
    }

    /// <summary>Says that an item cannot be read.</summary>
    internal UnreadableReplyException Unreadable(CallContext context, Endpoint endpoint, string reason, Exception exception) =>
        new(Runner.Facts(context, endpoint), HttpStatusCode.OK, reason, exception);

    private async ValueTask<Attempt<OpenStream<TItem>>> OpenAsync<TCall, TItem>(TCall call, CallContext context)
        where TCall : struct, IFrameCall
    {
        await Runner.EndpointsKnownAsync(context).ConfigureAwait(false);
        var pending = (PendingCall)Rent();
        JsonTypeInfo<TItem> json;
        Lease lease;
        try
        {
            // Once the call is on its way, nothing may fail before it is waited for: it would be given back while its connection still knows it.
            json = context.Settings.Json.TypeInfoOf<TItem>();
            pending.Items = new ItemQueue(context.Settings.Streams.MaxItemBytes);
            lease = Runner.Acquire(context, WriteRequest(call, pending, context), isPrompt: pending.Request.PayloadLength < PromptBytes);
        }
        catch
        {
            Return(pending);
            throw;
        }

        if (lease.Endpoint is null)
        {
            Return(pending);
            return new(default, Runner.NoEndpoint(context), Resend.Never, null);
        }

        return await OpenAsync(pending, context, lease, json).ConfigureAwait(false);
    }

    private async ValueTask<Attempt<OpenStream<TItem>>> OpenAsync<TItem>(PendingCall pending, CallContext context, Lease lease, JsonTypeInfo<TItem> json)
    {
        var endpoint = lease.Endpoint!;
        var ending = new Ending(CallResult.Cancelled);
        var hasBegun = false;
        TcpItems<TItem>? items = null;
        using var limit = Runner.LimitAttempt(context, endpoint);
        try
        {
            var sent = await SendAsync(pending, context, endpoint, limit?.Token ?? context.Token).ConfigureAwait(false);
            if (sent != SendResult.Sent)
            {
                return Unsent<OpenStream<TItem>>(sent, context, endpoint, pending, ref ending);
            }

            items = new TcpItems<TItem>(this, context, endpoint, pending, json);
            bool hasItem;
            using (CancelWith(pending, limit?.Token ?? CancellationToken.None))
            {
                hasItem = await items.MoveNextAsync().ConfigureAwait(false);
            }

            hasBegun = true;
            return new(new OpenStream<TItem>(items, lease.Balancer.Begun(lease), hasItem), null, Resend.Never, endpoint);
        }
        catch (Exception exception) when (ExplainFirst(items, context, endpoint, limit, exception) is { } fault)
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
            if (!hasBegun)
            {
                await GiveBackAsync(items, pending).ConfigureAwait(false);
                lease.Balancer.Release(lease, ending.Result, load: ending.Load);
            }
        }
    }

    private static async ValueTask<SendResult> SendAsync(PendingCall pending, CallContext context, Endpoint endpoint, CancellationToken cancellationToken)
    {
        var sent = SendResult.Closed;
        for (var connections = 0; sent == SendResult.Closed && connections < FrameTransport.MostConnections; connections++)
        {
            sent = Send(pending, context, await ConnectAsync(context, endpoint, cancellationToken).ConfigureAwait(false));
        }

        return sent;
    }

    private ValueTask GiveBackAsync<TItem>(TcpItems<TItem>? items, PendingCall pending)
    {
        if (items is not null)
        {
            return items.DisposeAsync();
        }

        Return(pending);
        return default;
    }

    private Fault? ExplainFirst<TItem>(TcpItems<TItem>? items, CallContext context, Endpoint endpoint, AttemptLimit? limit, Exception exception) =>
        context.Deadline.CallerToken.IsCancellationRequested ? null
        : exception is OperationCanceledException or IOException || items is null ? Explain(context, endpoint, limit, exception)
        : items.Explain(exception);

    private readonly struct StreamCall<TCall, TItem>(TcpChannel channel, TCall call) : ITransportCall<OpenStream<TItem>>
        where TCall : struct, IFrameCall
    {
        public ValueTask<Attempt<OpenStream<TItem>>> AttemptAsync(CallContext context) => channel.OpenAsync<TCall, TItem>(call, context);
    }
}
