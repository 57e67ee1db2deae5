using Microsoft.Extensions.Time.Testing;

namespace Resile.Testing.Messaging;

/// <summary>The clock of a harness, which knows whether a handler has set a timer.</summary>
internal sealed class HarnessTime : FakeTimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (HandlerRun.Current is not { } run)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        var timer = new RunTimer(run, callback, state);
        timer.Begin(base.CreateTimer(static timer => ((RunTimer)timer!).Fire(), timer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), dueTime, period);
        return timer;
    }

    private sealed class RunTimer(HandlerRun run, TimerCallback callback, object? state) : ITimer
    {
        private readonly Lock _lock = new();
        private ITimer? _inner;
        private bool _isSet;
        private bool _isPeriodic;

        public void Begin(ITimer inner, TimeSpan dueTime, TimeSpan period)
        {
            _inner = inner;
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _isPeriodic = period > TimeSpan.Zero;
            Set(dueTime >= TimeSpan.Zero);
            return _inner!.Change(dueTime, period);
        }

        public void Fire()
        {
            if (!_isPeriodic)
            {
                Set(isSet: false);
            }

            callback(state);
        }

        public void Dispose()
        {
            Set(isSet: false);
            _inner!.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Set(isSet: false);
            return _inner!.DisposeAsync();
        }

        private void Set(bool isSet)
        {
            lock (_lock)
            {
                if (_isSet == isSet)
                {
                    return;
                }

                _isSet = isSet;
            }

            if (isSet)
            {
                run.TimerSet();
            }
            else
            {
                run.TimerDone();
            }
        }
    }
}
