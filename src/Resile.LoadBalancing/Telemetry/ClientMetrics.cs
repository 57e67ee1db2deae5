using Resile.LoadBalancing.Calls;
using Resile.LoadBalancing.Endpoints;

namespace Resile.LoadBalancing.Telemetry;

/// <summary>Counts what one client does: for its snapshot, and for the instruments.</summary>
internal sealed class ClientMetrics(string contract, BalancingMetrics instruments)
{
    private long _calls;
    private long _failures;
    private long _retries;
    private long _hedges;
    private long _hedgesWon;
    private long _budgetExhausted;
    private long _ejections;

    /// <summary>Gets the name of the client's contract.</summary>
    public string Contract { get; } = contract;

    public long Calls => Volatile.Read(ref _calls);

    public long Failures => Volatile.Read(ref _failures);

    public long Retries => Volatile.Read(ref _retries);

    public long Hedges => Volatile.Read(ref _hedges);

    public long HedgesWon => Volatile.Read(ref _hedgesWon);

    public long RetriesRefused => Volatile.Read(ref _budgetExhausted);

    public long Ejections => Volatile.Read(ref _ejections);

    public void Picked(Endpoint endpoint) => instruments.Picked(Contract, endpoint);

    public void Probed(Endpoint endpoint, bool isPassed) => instruments.Probed(Contract, endpoint, isPassed);

    public void Retried(string operation)
    {
        Interlocked.Increment(ref _retries);
        instruments.Retried(Contract, operation);
    }

    public void Hedged() => Interlocked.Increment(ref _hedges);

    public void HedgeEnded(string operation, bool hasWon)
    {
        if (hasWon)
        {
            Interlocked.Increment(ref _hedgesWon);
        }

        instruments.HedgeEnded(Contract, operation, hasWon);
    }

    public void Copied(string operation, string result) => instruments.Copied(Contract, operation, result);

    public void BudgetExhausted(string operation)
    {
        Interlocked.Increment(ref _budgetExhausted);
        instruments.BudgetExhausted(Contract, operation);
    }

    /// <summary>Counts a request that was sent again to the same endpoint, because no answer came.</summary>
    public void Repeated(Endpoint endpoint) => instruments.Repeated(Contract, endpoint);

    public void Ejected(Endpoint endpoint)
    {
        Interlocked.Increment(ref _ejections);
        instruments.Ejected(Contract, endpoint);
    }

    /// <summary>Counts a call that ended.</summary>
    /// <param name="operation">The operation's name.</param>
    /// <param name="deadline">Tells how long it took, its retries included, if anybody asks; null where it never began.</param>
    /// <param name="errorType">What went wrong; null where nothing did.</param>
    public void Called(string operation, CallDeadline? deadline, string? errorType)
    {
        Count(errorType);
        if (instruments.IsMeasuringCalls)
        {
            instruments.Called(Contract, operation, deadline?.Elapsed ?? TimeSpan.Zero, errorType);
        }
    }

    /// <summary>Counts a call that ended.</summary>
    /// <param name="operation">The operation's name.</param>
    /// <param name="duration">How long it took, its retries included.</param>
    /// <param name="errorType">What went wrong; null where nothing did.</param>
    public void Called(string operation, TimeSpan duration, string? errorType)
    {
        Count(errorType);
        instruments.Called(Contract, operation, duration, errorType);
    }

    private void Count(string? errorType)
    {
        Interlocked.Increment(ref _calls);
        if (errorType is not null)
        {
            Interlocked.Increment(ref _failures);
        }
    }
}
