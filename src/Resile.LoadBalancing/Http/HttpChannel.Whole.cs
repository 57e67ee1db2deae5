using System.ComponentModel;
using System.Text.Json;
using Resile.LoadBalancing.Alternates;
using Resile.LoadBalancing.Calls;

namespace Resile.LoadBalancing.Http;

public sealed partial class HttpChannel
{
    /// <summary>Sends a call whose caller wants status and headers: an answer that says that the call did not succeed is returned, and not thrown.</summary>
    /// <inheritdoc cref="SendAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<Reply<TReply>> SendForReplyAsync<TCall, TReply>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => WholeAsync<TCall, TReply>(operation, call, isIdempotent: false, isHedged: false, cancellationToken);

    /// <summary>Sends a call of an idempotent operation whose caller wants status and headers.</summary>
    /// <inheritdoc cref="SendForReplyAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<Reply<TReply>> SendForReplyWithRetryAsync<TCall, TReply>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => WholeAsync<TCall, TReply>(operation, call, isIdempotent: true, isHedged: false, cancellationToken);

    /// <summary>Sends a call of a hedged operation whose caller wants status and headers.</summary>
    /// <inheritdoc cref="SendForReplyAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<Reply<TReply>> SendForReplyHedgedAsync<TCall, TReply>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => WholeAsync<TCall, TReply>(operation, call, isIdempotent: true, isHedged: true, cancellationToken);

    /// <summary>Sends a call without a value whose caller wants status and headers.</summary>
    /// <inheritdoc cref="SendForReplyAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<Reply> SendForReplyAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => WholeAsync(operation, call, isIdempotent: false, isHedged: false, cancellationToken);

    /// <summary>Sends a call of an idempotent operation without a value whose caller wants status and headers.</summary>
    /// <inheritdoc cref="SendForReplyAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<Reply> SendForReplyWithRetryAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => WholeAsync(operation, call, isIdempotent: true, isHedged: false, cancellationToken);

    /// <summary>Sends a call of a hedged operation without a value whose caller wants status and headers.</summary>
    /// <inheritdoc cref="SendForReplyAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<Reply> SendForReplyHedgedAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => WholeAsync(operation, call, isIdempotent: true, isHedged: true, cancellationToken);

    private async ValueTask<Reply<TReply>> WholeAsync<TCall, TReply>(
        BalancedOperation operation, TCall call, bool isIdempotent, bool isHedged, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall
    {
        try
        {
            var (head, value) = await _runner.RunAsync<WholeCall<TCall, TReply>, WholeReply<TReply>>(
                operation, new(this, call), isIdempotent, isHedged, cancellationToken).ConfigureAwait(false);
            return head.ToReply(value);
        }
        catch (ErrorStatusException exception) when (exception.Head is { } head)
        {
            return head.ToReply<TReply>(default, exception.Body);
        }
    }

    private async ValueTask<Reply> WholeAsync<TCall>(
        BalancedOperation operation, TCall call, bool isIdempotent, bool isHedged, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall
    {
        try
        {
            var (head, _) = await _runner.RunAsync<WholeCall<TCall, NoReply>, WholeReply<NoReply>>(
                operation, new(this, call), isIdempotent, isHedged, cancellationToken).ConfigureAwait(false);
            return head.ToReply();
        }
        catch (ErrorStatusException exception) when (exception.Head is { } head)
        {
            return head.ToReply(exception.Body);
        }
    }

    private readonly record struct WholeReply<TReply>(ReplyHead Head, TReply? Value) : IComparedReply<WholeReply<TReply>>
    {
        public object? Shown => typeof(TReply) == typeof(NoReply) ? Head.ToReply() : Head.ToReply(Value);

        // Of the headers, many differ by their nature.
        public bool IsSame(WholeReply<TReply> other, JsonSerializerOptions json)
        {
            if (Head.Status != other.Head.Status || typeof(TReply) == typeof(NoReply))
            {
                return Head.Status == other.Head.Status;
            }

            var type = json.TypeInfoOf<TReply>();
            return JsonSerializer.SerializeToUtf8Bytes(Value!, type).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other.Value!, type));
        }
    }

    private readonly struct WholeCall<TCall, TReply>(HttpChannel channel, TCall call) : ITransportCall<WholeReply<TReply>>
        where TCall : struct, IHttpCall
    {
        public async ValueTask<Attempt<WholeReply<TReply>>> AttemptAsync(CallContext context)
        {
            var head = new ReplyHead();
            var attempt = await channel.AttemptAsync<TCall, TReply>(call, context, head).ConfigureAwait(false);
            return new(new(head, attempt.Reply), attempt.Error, attempt.Resend, attempt.Endpoint);
        }
    }
}
