namespace Resile.Recovery.Budgets;

/// <summary>Says how long to wait before a restart: the first not at all, then with decorrelated jitter.</summary>
/// <remarks>
/// Each delay is drawn between the base and three times the one before it, up to a cap, so that components which failed together
/// do not come back together (M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015). A component that stayed healthy
/// for ten times its last delay, and at least the settling time, begins anew. Not thread-safe: a supervisor's loop owns it.
/// </remarks>
internal sealed class RestartBackoff(TimeProvider time, Random random)
{
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(30);

    private TimeSpan _last;
    private bool _isFirst = true;
    private long _openedAt;

    /// <summary>Notes that the component came up.</summary>
    public void Opened() => _openedAt = time.GetTimestamp();

    /// <summary>Says how long to wait before the next restart.</summary>
    public TimeSpan Next(TimeSpan shortest, TimeSpan longest)
    {
        if (_openedAt != 0 && time.GetElapsedTime(_openedAt) > (10 * _last > SettlingTime ? 10 * _last : SettlingTime))
        {
            Reset();
        }

        // The time in which it does not come up is not health.
        _openedAt = 0;
        if (_isFirst)
        {
            _isFirst = false;
            return TimeSpan.Zero;
        }

        // Also the first pause is drawn: those that failed together have all restarted at once before it.
        var ceiling = 3 * Math.Max(shortest.TotalMilliseconds, _last.TotalMilliseconds);
        var drawn = shortest.TotalMilliseconds + (random.NextDouble() * (ceiling - shortest.TotalMilliseconds));
        _last = TimeSpan.FromMilliseconds(Math.Min(drawn, longest.TotalMilliseconds));
        return _last;
    }

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        _isFirst = true;
        _last = TimeSpan.Zero;
    }
}
