namespace Resile.Recovery.Budgets;

/// <summary>Limits the starts of a process as systemd's StartLimitBurst and StartLimitIntervalSec do.</summary>
/// <remarks>
/// The window is anchored at its first start, as systemd's is: a service behaves alike under systemd and under our own
/// watchdog. Not thread-safe: the watchdog's loop owns it.
/// </remarks>
internal sealed class StartLimit(TimeProvider time, int burst, TimeSpan interval)
{
    private long _begin;
    private int _starts;

    /// <summary>Takes one start.</summary>
    /// <returns>Whether it was allowed.</returns>
    public bool TryTake()
    {
        if (_starts == 0 || time.GetElapsedTime(_begin) > interval)
        {
            _begin = time.GetTimestamp();
            _starts = 1;
            return true;
        }

        return ++_starts <= burst;
    }
}
