using System.ComponentModel;
using Resile.LoadBalancing.Calls;

namespace Resile.LoadBalancing.Http;

/// <summary>Carries the calls of one contract to the endpoints of its service, over HTTP. Generated clients call it.</summary>
/// <remarks>
/// A call has one deadline. Its first attempt goes to the endpoint that the policy picks; if that fails in a way that
/// another endpoint could do better, repeating is safe, and the retry budget allows it, there is another attempt on another one. Safe for threads.
/// </remarks>
public sealed partial class HttpChannel
{
    private readonly CallRunner _runner;
    private readonly TimeProvider _timeProvider;

    private readonly Func<CancellationToken, ValueTask<string>>? _bearerToken;

    internal HttpChannel(CallRunner runner, TimeProvider timeProvider, Func<CancellationToken, ValueTask<string>>? bearerToken = null)
    {
        _bearerToken = bearerToken;
        _runner = runner;
        _timeProvider = timeProvider;
    }

    /// <summary>Sends a call. It is sent again only if no byte of it has left, or the server did nothing.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="call">The arguments.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <typeparam name="TCall">The type of the arguments.</typeparam>
    /// <typeparam name="TReply">The type of the reply.</typeparam>
    /// <exception cref="RemoteCallException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled it.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<TReply> SendAsync<TCall, TReply>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => RunAsync<TCall, TReply>(operation, call, isIdempotent: false, cancellationToken);

    /// <summary>Sends a call that has no reply. It is sent again only if no byte of it has left, or the server did nothing.</summary>
    /// <inheritdoc cref="SendAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask SendAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => NoReply.Of(RunAsync<TCall, NoReply>(operation, call, isIdempotent: false, cancellationToken));

    /// <summary>Sends a call of an idempotent operation. If it fails, it may be sent again to another endpoint.</summary>
    /// <inheritdoc cref="SendAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<TReply> SendWithRetryAsync<TCall, TReply>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => RunAsync<TCall, TReply>(operation, call, isIdempotent: true, cancellationToken);

    /// <summary>Sends a call of an idempotent operation that has no reply. If it fails, it may be sent again to another endpoint.</summary>
    /// <inheritdoc cref="SendAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask SendWithRetryAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => NoReply.Of(RunAsync<TCall, NoReply>(operation, call, isIdempotent: true, cancellationToken));

    /// <summary>Sends a call of an idempotent operation. If it fails, or takes unusually long, it may be sent again to another endpoint.</summary>
    /// <inheritdoc cref="SendAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<TReply> SendHedgedAsync<TCall, TReply>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => RunAsync<TCall, TReply>(operation, call, isIdempotent: true, cancellationToken, isHedged: true);

    /// <summary>Sends a call of an idempotent operation that has no reply. If it fails, or takes unusually long, it may be sent again to another endpoint.</summary>
    /// <inheritdoc cref="SendAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask SendHedgedAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IHttpCall => NoReply.Of(RunAsync<TCall, NoReply>(operation, call, isIdempotent: true, cancellationToken, isHedged: true));

    private ValueTask<TReply> RunAsync<TCall, TReply>(
        BalancedOperation operation, TCall call, bool isIdempotent, CancellationToken cancellationToken, bool isHedged = false)
        where TCall : struct, IHttpCall =>
        _runner.RunAsync<TransportCall<TCall, TReply>, TReply>(operation, new(this, call), isIdempotent, isHedged, cancellationToken);

    private readonly struct TransportCall<TCall, TReply>(HttpChannel channel, TCall call) : ITransportCall<TReply>
        where TCall : struct, IHttpCall
    {
        public ValueTask<Attempt<TReply>> AttemptAsync(CallContext context) => channel.AttemptAsync<TCall, TReply>(call, context);
    }
}
