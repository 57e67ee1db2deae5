namespace Resile.Recovery.Processes;

/// <summary>Gives a sign of life at regular intervals, as long as nothing is overdue.</summary>
internal sealed class WatchdogPinger : IDisposable
{
    private readonly ServiceManager _manager;
    private readonly Func<TimeSpan, string?> _findOverdue;
    private readonly Action<string?> _changed;
    private readonly TimeSpan _interval;
    private readonly ITimer? _timer;
    private string? _overdue;
    private int _isPinging;

    /// <summary>Starts to give signs of life, the first at once; gives none where none are wanted.</summary>
    /// <param name="manager">Whom to give them to.</param>
    /// <param name="findOverdue">Says what is overdue, given the interval; null if nothing is.</param>
    /// <param name="changed">Takes what has become overdue, and null when it has come after all.</param>
    /// <param name="time">The clock.</param>
    public WatchdogPinger(ServiceManager manager, Func<TimeSpan, string?> findOverdue, Action<string?> changed, TimeProvider time)
    {
        (_manager, _findOverdue, _changed, _interval) = (manager, findOverdue, changed, manager.PingInterval ?? Timeout.InfiniteTimeSpan);
        if (manager.IsListening && manager.PingInterval is { } interval)
        {
            _timer = time.CreateTimer(static pinger => ((WatchdogPinger)pinger!).Ping(), this, TimeSpan.Zero, interval);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void Ping()
    {
        // Sending waits while the listener's queue is full: one thread for that is enough.
        if (Interlocked.Exchange(ref _isPinging, 1) != 0)
        {
            return;
        }

        try
        {
            var overdue = _findOverdue(_interval);
            if (overdue is null)
            {
                _manager.Ping();
            }

            if (overdue is null != _overdue is null)
            {
                _changed(overdue);
            }

            _overdue = overdue;
        }
        finally
        {
            Volatile.Write(ref _isPinging, 0);
        }
    }
}
