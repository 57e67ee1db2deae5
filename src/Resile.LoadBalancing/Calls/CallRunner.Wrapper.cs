namespace Resile.LoadBalancing.Calls;

internal sealed partial class CallRunner
{
    /// <summary>Gets what the program puts around each call; null for nothing.</summary>
    public Func<Func<CancellationToken, ValueTask>, CancellationToken, ValueTask>? Wrapper { get; init; }

    private async ValueTask<TReply> RunWrappedAsync<TCall, TReply>(
        Func<Func<CancellationToken, ValueTask>, CancellationToken, ValueTask> wrapper,
        BalancedOperation operation, TCall call, bool isIdempotent, bool isHedged, CancellationToken cancellationToken)
        where TCall : struct, ITransportCall<TReply>
    {
        var reply = default(TReply);
        var hasReply = false;
        await wrapper(async token =>
        {
            reply = await RunBareAsync<TCall, TReply>(operation, call, isIdempotent, isHedged, token).ConfigureAwait(false);
            hasReply = true;
        }, cancellationToken).ConfigureAwait(false);
        return hasReply ? reply! : throw new InvalidOperationException(
            $"{contract.Name}.{operation.Name}: what WrapCalls was given returned without a reply. It has to run the call, and to let its exception through or throw one of its own.");
    }
}
