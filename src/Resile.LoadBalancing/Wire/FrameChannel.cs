using System.ComponentModel;
using Resile.LoadBalancing.Calls;

namespace Resile.LoadBalancing.Wire;

/// <summary>Carries the calls of one contract to the endpoints of its service, in frames: over TCP or UDP. Generated clients call it.</summary>
/// <remarks>Each call is balanced by itself. Safe for threads.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class FrameChannel
{
    private readonly PendingPool _pool;
    private readonly Transport _transport;
    private readonly int _maxPayload;

    private protected FrameChannel(CallRunner runner, Transport transport, int maxPayload, Func<PendingFrame> create)
    {
        Runner = runner;
        _transport = transport;
        _maxPayload = maxPayload;
        _pool = new PendingPool(create);
    }

    private protected CallRunner Runner { get; }

    /// <summary>Sends a call. It is sent again to another endpoint only if nothing of it has left, or the server said that it did not begin it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="call">The arguments.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <typeparam name="TCall">The type of the arguments.</typeparam>
    /// <typeparam name="TReply">The type of the reply.</typeparam>
    /// <exception cref="RemoteCallException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled it.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<TReply> SendAsync<TCall, TReply>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IFrameCall => RunAsync<TCall, TReply>(operation, call, isIdempotent: false, cancellationToken);

    /// <summary>Sends a call that has no reply. It is sent again to another endpoint only if nothing of it has left, or the server said that it did not begin it.</summary>
    /// <inheritdoc cref="SendAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask SendAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IFrameCall => NoReply.Of(RunAsync<TCall, NoReply>(operation, call, isIdempotent: false, cancellationToken));

    /// <summary>Sends a call of an idempotent operation. If it fails, it may be sent again to another endpoint.</summary>
    /// <inheritdoc cref="SendAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<TReply> SendWithRetryAsync<TCall, TReply>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IFrameCall => RunAsync<TCall, TReply>(operation, call, isIdempotent: true, cancellationToken);

    /// <summary>Sends a call of an idempotent operation that has no reply. If it fails, it may be sent again to another endpoint.</summary>
    /// <inheritdoc cref="SendAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask SendWithRetryAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IFrameCall => NoReply.Of(RunAsync<TCall, NoReply>(operation, call, isIdempotent: true, cancellationToken));

    /// <summary>Sends a call of an idempotent operation. If it fails, or takes unusually long, it may be sent again to another endpoint.</summary>
    /// <inheritdoc cref="SendAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<TReply> SendHedgedAsync<TCall, TReply>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IFrameCall => RunAsync<TCall, TReply>(operation, call, isIdempotent: true, cancellationToken, isHedged: true);

    /// <summary>Sends a call of an idempotent operation that has no reply. If it fails, or takes unusually long, it may be sent again to another endpoint.</summary>
    /// <inheritdoc cref="SendAsync{TCall, TReply}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask SendHedgedAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IFrameCall => NoReply.Of(RunAsync<TCall, NoReply>(operation, call, isIdempotent: true, cancellationToken, isHedged: true));

    private ValueTask<TReply> RunAsync<TCall, TReply>(BalancedOperation operation, TCall call, bool isIdempotent, CancellationToken cancellationToken, bool isHedged = false)
        where TCall : struct, IFrameCall =>
        Runner.RunAsync<TransportCall<TCall, TReply>, TReply>(operation, new(this, call), isIdempotent, isHedged, cancellationToken);

    private readonly struct TransportCall<TCall, TReply>(FrameChannel channel, TCall call) : ITransportCall<TReply>
        where TCall : struct, IFrameCall
    {
        public ValueTask<Attempt<TReply>> AttemptAsync(CallContext context) => channel.AttemptAsync<TCall, TReply>(call, context);
    }
}
