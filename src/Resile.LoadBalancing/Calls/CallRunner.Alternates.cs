using Resile.LoadBalancing.Alternates;

namespace Resile.LoadBalancing.Calls;

internal sealed partial class CallRunner
{
    private Canary? _canary;
    private Shadow? _shadow;

    /// <summary>Gets or sets what gives a share of the calls to another service; null where nothing does.</summary>
    public Canary? Canary
    {
        get => Volatile.Read(ref _canary);
        set => Volatile.Write(ref _canary, value);
    }

    /// <summary>Gets or sets what copies a share of the calls to another service; null where nothing does.</summary>
    public Shadow? Shadow
    {
        get => Volatile.Read(ref _shadow);
        set => Volatile.Write(ref _shadow, value);
    }

    // The copy begins first: its request is written before the caller can change the arguments again.
    private async ValueTask<TReply> RunWithCopyAsync<TCall, TReply>(
        Shadow shadow, BalancedOperation operation, TCall call, bool isHedged, CancellationToken cancellationToken)
        where TCall : struct, ITransportCall<TReply>
    {
        var copy = CopyAsync<TCall, TReply>(shadow, operation, call);
        var (hasReply, reply) = (false, default(TReply));
        try
        {
            reply = await RunAloneAsync<TCall, TReply>(operation, call, isIdempotent: true, isHedged, cancellationToken).ConfigureAwait(false);
            hasReply = true;
            return reply;
        }
        finally
        {
            _ = EndCopyAsync(shadow, operation, copy, hasReply, reply);
        }
    }

    private async Task<Attempt<TReply>> CopyAsync<TCall, TReply>(Shadow shadow, BalancedOperation operation, TCall call)
        where TCall : struct, ITransportCall<TReply>
    {
        var settings = Settings;
        using var deadline = new CallDeadline(timeProvider);
        deadline.Begin(settings.DeadlineOf(operation), CancellationToken.None);
        using var leg = new CallLeg(deadline.Token) { Balancer = shadow.Balancer };
        deadline.Context.Begin(operation, settings, isIdempotent: false, retries: 0);
        return await call.AttemptAsync(deadline.Context.On(leg)).ConfigureAwait(false);
    }

    private async Task EndCopyAsync<TReply>(Shadow shadow, BalancedOperation operation, Task<Attempt<TReply>> copy, bool hasReply, TReply? reply)
    {
        // Away from the caller, who has what he came for.
        await ((Task)copy).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        shadow.End(operation, Settings.Json, copy.IsCompletedSuccessfully ? await copy.ConfigureAwait(false) : null, hasReply, reply);
    }
}
