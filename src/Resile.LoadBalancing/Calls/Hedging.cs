namespace Resile.LoadBalancing.Calls;

/// <summary>When the calls of one operation are sent a second time, and how many may be.</summary>
/// <remarks>After Finagle's BackupRequestFilter: at a measured percentile, out of a budget that no other operation can take anything from.</remarks>
internal sealed class Hedging(TimeProvider timeProvider)
{
    private const int BudgetSeconds = 30;

    // Sooner, timers cannot tell slow from fast.
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);

    private readonly LatencyHistogram _latencies = new(timeProvider);
    private readonly RetryBudget _budget = new(timeProvider, BudgetSeconds);

    /// <summary>Counts a call that begins.</summary>
    /// <param name="maxExtraLoad">The share of the calls that may be sent twice.</param>
    /// <param name="now">The time stamp.</param>
    /// <returns>How long to wait for an answer before the call is sent a second time; null where that is not known yet.</returns>
    public TimeSpan? Begin(double maxExtraLoad, long now)
    {
        _budget.Deposit(now);
        return _latencies.ExceededBy(maxExtraLoad, now) is { } delay ? delay > ShortestDelay ? delay : ShortestDelay : null;
    }

    /// <summary>Takes a hedge out of the operation's own budget, if there is one.</summary>
    public bool TryWithdraw(double maxExtraLoad) => _budget.TryWithdraw(maxExtraLoad, perSecond: 0);

    /// <summary>Gives a hedge back that was not made.</summary>
    public void Return() => _budget.Return();

    /// <summary>Notes how long a call took that was answered.</summary>
    public void End(TimeSpan elapsed) => _latencies.Record(elapsed);
}
