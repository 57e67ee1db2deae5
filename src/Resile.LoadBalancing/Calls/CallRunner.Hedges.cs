using Resile.LoadBalancing.Telemetry;

namespace Resile.LoadBalancing.Calls;

internal sealed partial class CallRunner
{
    private readonly Hedging?[] _hedging =
        [.. contract.Operations.Select(operation => operation.MaxExtraLoad > 0 ? new Hedging(timeProvider) : null)];

    private async ValueTask<HedgedAttempt<TReply>> HedgeAsync<TCall, TReply>(TCall call, CallContext context)
        where TCall : struct, ITransportCall<TReply>
    {
        var share = context.Settings.MaxExtraLoadOf(context.Operation);
        var hedging = _hedging[context.Operation.Index]!;
        var delay = hedging.Begin(share, context.Deadline.StartedAt);
        if (delay is null || share <= 0 || context.MostAttempts == 1)
        {
            return new(await MeasureAsync(call.AttemptAsync(context), context, hedging).ConfigureAwait(false), context);
        }

        var leg = new CallLeg(context.Deadline.Token);
        var first = call.AttemptAsync(context.On(leg)).AsTask();
        await ((Task)first).WaitAsync(delay.Value, timeProvider, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first.IsCompleted || !MayHedge(context, leg, hedging, share))
        {
            using (leg)
            {
                return new(await MeasureAsync(new ValueTask<Attempt<TReply>>(first), context, hedging).ConfigureAwait(false), context);
            }
        }

        metrics.Hedged();
        CallActivity.Hedged(leg.Endpoint!);
        return await RaceAsync(call, context, hedging, first, leg).ConfigureAwait(false);
    }

    private async ValueTask<HedgedAttempt<TReply>> RaceAsync<TCall, TReply>(
        TCall call, CallContext context, Hedging hedging, Task<Attempt<TReply>> first, CallLeg firstLeg)
        where TCall : struct, ITransportCall<TReply>
    {
        var after = context.Repeated(1, new(firstLeg.Endpoint!));
        var secondLeg = new CallLeg(context.Deadline.Token);
        var second = call.AttemptAsync(after.On(secondLeg)).AsTask();
        var winner = await Task.WhenAny(first, second).ConfigureAwait(false);
        if (!Settles(winner) || (winner == second && second.IsFaulted))
        {
            // Whatever is wrong with the hedge, the call had better not suffer from it.
            winner = winner == first ? second : first;
            await ((Task)winner).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var hasWon = winner == second && Settles(second);
        metrics.HedgeEnded(context.Operation.Name, hasWon);
        CallActivity.HedgeEnded(hasWon);
        var (loser, losingLeg) = winner == first ? (second, secondLeg) : (first, firstLeg);
        losingLeg.Lose();
        var end = EndLegsAsync(loser, firstLeg, secondLeg);
        if (!winner.IsCompletedSuccessfully)
        {
            // The caller gave up, or a handler has a bug. Nothing may hold the deadline when that is thrown.
            await end.ConfigureAwait(false);
        }

        var last = await MeasureAsync(new ValueTask<Attempt<TReply>>(winner), context, hedging).ConfigureAwait(false);
        if (last.Endpoint is null)
        {
            // There was nobody else after all.
            last = loser.IsCompletedSuccessfully ? await loser.ConfigureAwait(false) : last;
            return new(last, context, end);
        }

        last.Error?.CountAttempts(2);
        return new(last, winner == first ? after.Repeated(1, secondLeg.Endpoint is { } other ? new(other) : null) : after, end);
    }

    private async Task EndAfterAsync(Task loser, CallDeadline deadline)
    {
        await loser.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _deadlines.End(deadline, isUnheld: false);
    }

    private bool MayHedge(CallContext context, CallLeg leg, Hedging hedging, double share)
    {
        if (leg.Endpoint is not { } endpoint || !HasOther(endpoint, null) || context.Deadline.Token.IsCancellationRequested)
        {
            return false;
        }

        var retry = context.Settings.Retry;
        if (hedging.TryWithdraw(share))
        {
            if (Budget.TryWithdraw(retry.Budget, retry.MinPerSecond))
            {
                return true;
            }

            hedging.Return();
        }

        metrics.BudgetExhausted(context.Operation.Name);
        return false;
    }

    // An answer settles a call even if it is a refusal; what another endpoint could do better does not.
    private static bool Settles<TReply>(Task<Attempt<TReply>> attempt) =>
        !attempt.IsCompletedSuccessfully || attempt.Result is { Error: null } or { Resend: Resend.Never, Endpoint: not null };

    private static async Task EndLegsAsync(Task loser, CallLeg first, CallLeg second)
    {
        await loser.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        first.Dispose();
        second.Dispose();
    }

    private static async ValueTask<Attempt<TReply>> MeasureAsync<TReply>(ValueTask<Attempt<TReply>> attempt, CallContext context, Hedging hedging)
    {
        var ended = await attempt.ConfigureAwait(false);
        if (ended.Error is null)
        {
            hedging.End(context.Deadline.Elapsed);
        }

        return ended;
    }
}
