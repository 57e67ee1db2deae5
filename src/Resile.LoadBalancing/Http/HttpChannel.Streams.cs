using System.ComponentModel;
using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Http;

public sealed partial class HttpChannel
{
    /// <summary>Sends a call whose reply comes item by item, when it is enumerated. It is sent again only if no byte of it has left, or the server did nothing.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="call">The arguments.</param>
    /// <param name="cancellationToken">The caller's token; one that the enumeration is given counts as well.</param>
    /// <typeparam name="TCall">The type of the arguments.</typeparam>
    /// <typeparam name="TItem">The type of an item.</typeparam>
    /// <returns>The items. The enumeration throws a <see cref="RemoteCallException"/> where the call fails or the stream breaks off.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IAsyncEnumerable<TItem> StreamAsync<TCall, TItem>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall =>
        _runner.StreamAsync<StreamCall<TCall, TItem>, TItem>(operation, new(this, call), isIdempotent: false, cancellationToken);

    /// <summary>Sends a call of an idempotent operation whose reply comes item by item. Until its first item has come, it may be sent again to another endpoint.</summary>
    /// <inheritdoc cref="StreamAsync{TCall, TItem}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IAsyncEnumerable<TItem> StreamWithRetryAsync<TCall, TItem>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall =>
        _runner.StreamAsync<StreamCall<TCall, TItem>, TItem>(operation, new(this, call), isIdempotent: true, cancellationToken);

    /// <summary>Sends a call whose reply is read as a stream, which its caller disposes of. It is sent again only if no byte of it has left, or the server did nothing.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="call">The arguments.</param>
    /// <param name="cancellationToken">The caller's token; it counts until the stream is disposed of.</param>
    /// <typeparam name="TCall">The type of the arguments.</typeparam>
    /// <exception cref="RemoteCallException">The call failed; reading the stream throws one if that breaks off.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<Stream> OpenAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => _runner.OpenBodyAsync(operation, new BodyCall<TCall>(this, call, head: null), isIdempotent: false, cancellationToken);

    /// <summary>Sends a call of an idempotent operation whose reply is read as a stream, which its caller disposes of. Until the reply begins, it may be sent again to another endpoint.</summary>
    /// <inheritdoc cref="OpenAsync{TCall}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<Stream> OpenWithRetryAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => _runner.OpenBodyAsync(operation, new BodyCall<TCall>(this, call, head: null), isIdempotent: true, cancellationToken);

    /// <summary>Sends a call whose caller wants status and headers beside a stream, which the caller disposes of. No status is thrown.</summary>
    /// <inheritdoc cref="OpenAsync{TCall}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<Reply<Stream>> OpenForReplyAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => OpenWholeAsync(operation, call, isIdempotent: false, cancellationToken);

    /// <summary>Sends a call of an idempotent operation whose caller wants status and headers beside a stream, which the caller disposes of. No status is thrown.</summary>
    /// <inheritdoc cref="OpenAsync{TCall}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<Reply<Stream>> OpenForReplyWithRetryAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => OpenWholeAsync(operation, call, isIdempotent: true, cancellationToken);

    /// <summary>Gets the name of the contract.</summary>
    internal string ContractName => _runner.ContractName;

    /// <summary>Finds out what an exception means that ended a stream after its first item.</summary>
    internal Fault? ExplainItem(CallContext context, Endpoint endpoint, Exception exception) =>
        context.Deadline.HasPassed
            ? Lost(context, endpoint, new TimeoutException(
                $"Nothing came for {context.Settings.Streams.IdleTimeout} (Resile:Clients:{ContractName}:Streams:IdleTimeout).", exception))
            : Explain(context, endpoint, null, exception);

    /// <summary>Says that an item cannot be read.</summary>
    internal UnreadableReplyException Unreadable(CallContext context, Endpoint endpoint, HttpResponseMessage response, string reason, Exception exception) =>
        new(_runner.Facts(context, endpoint), response.StatusCode, reason, exception);

    private async ValueTask<Reply<Stream>> OpenWholeAsync<TCall>(BalancedOperation operation, TCall call, bool isIdempotent, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall
    {
        var head = new ReplyHead();
        try
        {
            return head.ToReply(await _runner.OpenBodyAsync(operation, new BodyCall<TCall>(this, call, head), isIdempotent, cancellationToken).ConfigureAwait(false));
        }
        catch (ErrorStatusException exception) when (exception.Head is not null)
        {
            return head.ToReply<Stream>(null, exception.Body);
        }
    }

    private async ValueTask<Attempt<TOpen>> OpenAsync<TCall, TOpen>(TCall call, CallContext context, HttpOpening<TOpen> opening, ReplyHead? head = null)
        where TCall : struct, IHttpCall
    {
        await _runner.EndpointsKnownAsync(context).ConfigureAwait(false);
        var bearerToken = _bearerToken is null ? null : await BearerTokenAsync(context).ConfigureAwait(false);
        using var request = Begin(in call, context, bearerToken, out var lease, opening.Accept);
        if (lease.Endpoint is not { } endpoint)
        {
            return new(default, _runner.NoEndpoint(context), Resend.Never, null);
        }

        var result = CallResult.Cancelled;
        TimeSpan? retryAfter = null;
        var hasBegun = false;
        HttpResponseMessage? response = null;
        using var limit = _runner.LimitAttempt(context, endpoint);
        try
        {
            var token = limit?.Token ?? context.Token;
            response = await ((HttpMessageInvoker)endpoint.Transport!).SendAsync(request, token).ConfigureAwait(false);
            head?.Take(response);
            if (!response.IsSuccessStatusCode)
            {
                var error = await ReadErrorAsync(context, endpoint, response, token).ConfigureAwait(false);
                error.Head = head;
                retryAfter = error.RetryAfter;
                result = ResultOf(response.StatusCode);
                return new(default, error, Resendable(request, ResendAfter(response)), endpoint);
            }

            await opening.OpenAsync(this, context, endpoint, response, token).ConfigureAwait(false);
            hasBegun = true;
            return new(opening.Begin(lease.Balancer.Begun(lease, LoadHeader.Of(response))), null, Resend.Never, endpoint);
        }
        catch (Exception exception) when (ExplainOpening(opening, context, endpoint, limit, exception) is { } fault)
        {
            result = fault.Result;
            return new(default, fault.Error, Resendable(request, fault.Resend), endpoint);
        }
        catch (Exception exception) when (context.Deadline.CallerToken.IsCancellationRequested)
        {
            throw CallRunner.Cancelled(context, exception);
        }
        finally
        {
            if (!hasBegun)
            {
                await opening.DisposeAsync().ConfigureAwait(false);
                response?.Dispose();
                lease.Balancer.Release(lease, result, retryAfter);
            }
        }
    }

    private Fault? ExplainOpening<TOpen>(HttpOpening<TOpen> opening, CallContext context, Endpoint endpoint, AttemptLimit? limit, Exception exception) =>
        context.Deadline.CallerToken.IsCancellationRequested ? null : opening.Explain(exception) ?? Explain(context, endpoint, limit, exception);

    private readonly struct StreamCall<TCall, TItem>(HttpChannel channel, TCall call) : ITransportCall<OpenStream<TItem>>
        where TCall : struct, IHttpCall
    {
        public ValueTask<Attempt<OpenStream<TItem>>> AttemptAsync(CallContext context) => channel.OpenAsync(call, context, new ItemsOpening<TItem>());
    }

    private readonly struct BodyCall<TCall>(HttpChannel channel, TCall call, ReplyHead? head) : ITransportCall<OpenBody>
        where TCall : struct, IHttpCall
    {
        public ValueTask<Attempt<OpenBody>> AttemptAsync(CallContext context) => channel.OpenAsync(call, context, new BodyOpening(), head);
    }
}
