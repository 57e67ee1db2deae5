using Resile.LoadBalancing.Endpoints;
using Resile.LoadBalancing.Telemetry;

namespace Resile.LoadBalancing.Calls;

internal sealed partial class CallRunner
{
    // Each attempt goes to an endpoint that has not been tried; only a closed connection of the one endpoint that there is, is tried there again.
    private async ValueTask<Attempt<TReply>> RepeatAsync<TCall, TReply>(TCall call, CallContext context, Attempt<TReply> last)
        where TCall : struct, ITransportCall<TReply>
    {
        var most = context.MostAttempts;
        for (var attempts = context.Attempts + 1; attempts < most && last.Error is not null && MayRepeat(context, last.Resend); attempts++)
        {
            var hasOther = HasOther(last.Endpoint!, context.Tried);
            if (!hasOther && (attempts > 1 || last.Resend != Resend.IfIdempotentAnywhere))
            {
                break;
            }

            context = context.Repeated(attempts, hasOther ? new(last.Endpoint!, context.Tried) : null);
            if (!await MayGoOnAsync(context, last.Error).ConfigureAwait(false))
            {
                break;
            }

            metrics.Retried(context.Operation.Name);
            CallActivity.Retried(context.Operation, last.Endpoint!, last.Error, attempts);
            Log.Retrying(logger, contract.Name, context.Operation.Name, last.Endpoint!.Address, last.Error.Message);
            var next = await call.AttemptAsync(context).ConfigureAwait(false);
            if (next.Endpoint is null)
            {
                break;
            }

            next.Error?.CountAttempts(attempts + 1);
            last = next;
        }

        return last;
    }

    // The pause comes first: a call that has no time for it must take nothing out of the budget.
    private async ValueTask<bool> MayGoOnAsync(CallContext context, RemoteCallException error)
    {
        var pause = PauseBefore(context, error);
        if (pause >= context.Deadline.Remaining)
        {
            return false;
        }

        var retry = context.Settings.Retry;
        if (!Budget.TryWithdraw(retry.Budget, retry.MinPerSecond))
        {
            metrics.BudgetExhausted(context.Operation.Name);
            return false;
        }

        if (pause > TimeSpan.Zero)
        {
            await PauseAsync(context, pause).ConfigureAwait(false);
        }

        return !context.Deadline.HasPassed;
    }

    // Full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter", 2015): whoever failed together must not come back together.
    private TimeSpan PauseBefore(CallContext context, RemoteCallException error)
    {
        var retry = context.Settings.Retry;
        var longest = context.Attempts == 1 ? 0 : Math.Min(retry.BaseDelay.Ticks * Math.Pow(2, context.Attempts - 2), retry.MaxDelay.Ticks);
        var pause = TimeSpan.FromTicks((long)(longest * random.NextDouble()));
        return error is ErrorStatusException { RetryAfter: { } asked } && asked > pause ? asked : pause;
    }

    private async Task PauseAsync(CallContext context, TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, timeProvider, context.Deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (context.Deadline.CallerToken.IsCancellationRequested)
        {
            throw Cancelled(context, exception);
        }
        catch (OperationCanceledException)
        {
            // The time is up, which the caller of this sees.
        }
    }

    private static bool MayRepeat(CallContext context, Resend resend) => resend switch
    {
        Resend.Always => true,
        Resend.IfIdempotent or Resend.IfIdempotentAnywhere => context.IsIdempotent,
        _ => false,
    };

    private bool HasOther(Endpoint endpoint, TriedEndpoints? tried)
    {
        foreach (var other in Balancer.Rotation.Current.InRotation)
        {
            if (other != endpoint && tried?.Contains(other) != true)
            {
                return true;
            }
        }

        return false;
    }
}
