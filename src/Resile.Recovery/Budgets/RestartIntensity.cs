namespace Resile.Recovery.Budgets;

/// <summary>Counts restarts within a sliding window, as the supervisors of Erlang/OTP do.</summary>
/// <remarks>
/// A true sliding log: a window anchored at its first restart would let twice as many through across its edge. Time alone
/// gives restarts back; success does not. A supervisor's loop owns it; others may look at what is left.
/// </remarks>
internal sealed class RestartIntensity(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<long> _restarts = new();

    /// <summary>Takes one restart.</summary>
    /// <param name="most">How many restarts the window allows.</param>
    /// <param name="within">The length of the window.</param>
    /// <returns>Whether it was allowed.</returns>
    public bool TryTake(int most, TimeSpan within)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            while (_restarts.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) > within)
            {
                _restarts.Dequeue();
            }

            if (_restarts.Count >= most)
            {
                return false;
            }

            _restarts.Enqueue(now);
            return true;
        }
    }

    /// <summary>Gets how many restarts are left now.</summary>
    /// <param name="most">How many restarts the window allows.</param>
    /// <param name="within">The length of the window.</param>
    public int Left(int most, TimeSpan within)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            return Math.Max(most - _restarts.Count(taken => time.GetElapsedTime(taken, now) <= within), 0);
        }
    }

    /// <summary>Forgets the restarts: a new service begins with a new budget.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _restarts.Clear();
        }
    }
}
