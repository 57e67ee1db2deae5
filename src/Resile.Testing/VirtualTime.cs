namespace Resile.Testing;

/// <summary>A clock that stands still until the simulation moves it, and what is planned on it. Its time stamps are ticks of 100 ns since the beginning.</summary>
/// <remarks>Used by one thread: what is due happens, with all that waits for it, before <see cref="HappenNext"/> returns.</remarks>
internal sealed class VirtualTime : TimeProvider
{
    private readonly PriorityQueue<Action, (long At, long Order)> _ahead = new();
    private long _now;
    private long _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(_now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Plans something; what is planned for the same time happens in the order in which it was.</summary>
    public void Plan(long at, Action happen) => _ahead.Enqueue(happen, (at, _order++));

    /// <summary>Lets the next thing happen that is planned, if it is due by a time.</summary>
    /// <returns>False where nothing is.</returns>
    public bool HappenNext(long until)
    {
        if (!_ahead.TryPeek(out var happen, out var next) || next.At > until)
        {
            return false;
        }

        _ahead.Dequeue();
        _now = next.At;
        happen();
        return true;
    }

    /// <summary>Lets everything happen that is due by a time, and makes it that time.</summary>
    public void MoveTo(long now)
    {
        while (HappenNext(now))
        {
        }

        _now = now;
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        // What was planned before the last change is not done.
        private int _changes;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var change = ++_changes;
            if (dueTime >= TimeSpan.Zero)
            {
                time.Plan(time._now + dueTime.Ticks, () => Fire(change, period));
            }

            return true;
        }

        public void Dispose() => _changes++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Fire(int change, TimeSpan period)
        {
            if (change != _changes)
            {
                return;
            }

            if (period > TimeSpan.Zero)
            {
                Change(period, period);
            }

            callback(state);
        }
    }
}
