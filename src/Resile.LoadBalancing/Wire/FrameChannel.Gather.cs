using System.ComponentModel;
using Resile.LoadBalancing.Calls;

namespace Resile.LoadBalancing.Wire;

public abstract partial class FrameChannel
{
    /// <summary>Sends a call that has no reply to several endpoints at once.</summary>
    /// <inheritdoc cref="GatherRepliesAsync{TCall, T}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask GatherAsync<TCall>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IFrameCall => Gathered.Nothing(GatherAsync<TCall, NoReply>(operation, call, isWhole: true, cancellationToken));

    /// <summary>Sends a call to several endpoints at once, and makes one list of the lists that they answer.</summary>
    /// <inheritdoc cref="GatherRepliesAsync{TCall, T}"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<IReadOnlyList<T>> GatherAsync<TCall, T>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IFrameCall => Gathered.Concatenated(GatherAsync<TCall, IReadOnlyList<T>>(operation, call, isWhole: true, cancellationToken));

    /// <summary>Sends a call to several endpoints at once, and tells what each answered.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="call">The arguments.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <typeparam name="TCall">The type of the arguments.</typeparam>
    /// <typeparam name="T">The type of a reply, or of an element of one.</typeparam>
    /// <exception cref="RemoteCallException">Too few endpoints answered, or there are none.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled it.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask<Replies<T>> GatherRepliesAsync<TCall, T>(BalancedOperation operation, TCall call, CancellationToken cancellationToken)
        where TCall : struct, IFrameCall => GatherAsync<TCall, T>(operation, call, isWhole: false, cancellationToken);

    private ValueTask<Replies<TReply>> GatherAsync<TCall, TReply>(BalancedOperation operation, TCall call, bool isWhole, CancellationToken cancellationToken)
        where TCall : struct, IFrameCall =>
        Runner.GatherAsync<TransportCall<TCall, TReply>, TReply>(operation, new(this, call), isWhole, cancellationToken);
}
