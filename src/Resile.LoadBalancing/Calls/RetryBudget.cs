namespace Resile.LoadBalancing.Calls;

/// <summary>Keeps the attempts that are made beyond the first in proportion to the calls of the last seconds.</summary>
/// <remarks>
/// As Finagle's RetryBudget: each call deposits, each retry withdraws, both are forgotten after a while, and a reserve lets services
/// with few calls retry, too. Counted in slices of time, so that a deposit is one interlocked addition; a slice that is being turned may
/// lose a few deposits, which only makes the budget smaller. Safe for threads.
/// </remarks>
/// <param name="timeProvider">The clock.</param>
/// <param name="seconds">How long calls and retries count.</param>
internal sealed class RetryBudget(TimeProvider timeProvider, int seconds = RetryBudget.DefaultSeconds)
{
    /// <summary>How long calls and retries count where nothing else is said.</summary>
    public const int DefaultSeconds = 10;

    private const int Slices = 10;

    private readonly Lock _changing = new();
    private readonly long _ticksPerSlice = timeProvider.TimestampFrequency * seconds / Slices;
    private readonly long[] _calls = new long[Slices];
    private readonly long[] _withdrawals = new long[Slices];
    private long _slice = timeProvider.GetTimestamp() / (timeProvider.TimestampFrequency * seconds / Slices);

    /// <summary>Counts a call.</summary>
    /// <param name="now">When it began.</param>
    public void Deposit(long now) => Interlocked.Increment(ref _calls[Turn(now)]);

    /// <summary>Takes an attempt out of the budget, if there is one.</summary>
    /// <param name="perCall">How many there may be per call.</param>
    /// <param name="perSecond">How many there may be in a second besides.</param>
    /// <returns>False where the budget is spent.</returns>
    public bool TryWithdraw(double perCall, double perSecond)
    {
        var index = Turn(timeProvider.GetTimestamp());
        lock (_changing)
        {
            if (_withdrawals.Sum() + 1 > (_calls.Sum() * perCall) + (perSecond * seconds))
            {
                return false;
            }

            _withdrawals[index]++;
            return true;
        }
    }

    /// <summary>Gives an attempt back that was not made.</summary>
    public void Return()
    {
        var index = Turn(timeProvider.GetTimestamp());
        lock (_changing)
        {
            _withdrawals[index]--;
        }
    }

    private int Turn(long now)
    {
        var slice = now / _ticksPerSlice;
        if (slice > Volatile.Read(ref _slice))
        {
            lock (_changing)
            {
                for (var next = Math.Max(_slice + 1, slice - Slices + 1); next <= slice; next++)
                {
                    Volatile.Write(ref _calls[next % Slices], 0);
                    _withdrawals[next % Slices] = 0;
                }

                Volatile.Write(ref _slice, Math.Max(_slice, slice));
            }
        }

        return (int)(slice % Slices);
    }
}
