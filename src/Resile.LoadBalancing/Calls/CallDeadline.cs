namespace Resile.LoadBalancing.Calls;

/// <summary>The time that one call has, and its caller's token: whichever ends first cancels <see cref="Token"/>.</summary>
/// <remarks>
/// Used by one call at a time; a <see cref="CallDeadlinePool"/> lends it out again once nobody holds its token or its context. The timer is not set anew for every
/// call: it is left to run, and where it finds another call than the one that it was set for, it sets itself for that one. So calls that end in time cost no timer.
/// </remarks>
internal sealed class CallDeadline : IDisposable
{
    private const long Never = long.MaxValue;
    private static readonly TimeSpan LeastTimer = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _source = new();
    private readonly Lock _setting = new();
    private readonly ITimer _timer;
    private CancellationTokenRegistration _registration;

    // Odd while a call is under way. Its end and its cancellation race to make it even, so that a timer that is late cannot cancel the next call.
    private long _turn;
    private long _dueAt = Never;

    // When the timer will look; written under the lock. Whoever begins something that is due earlier sets it.
    private long _timerDueAt = Never;

    /// <summary>Makes one for call after call.</summary>
    public CallDeadline(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        Context = new(this);
        _timer = CreateTimer();
    }

    /// <summary>Gets what the first attempt of the call knows of it.</summary>
    public CallContext Context { get; }

    /// <summary>Gets the token that ends everything that is done for the call.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Gets the caller's own token.</summary>
    public CancellationToken CallerToken { get; private set; }

    /// <summary>Gets the time that the call has in all.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>Gets the time stamp at which the call began.</summary>
    public long StartedAt { get; private set; }

    /// <summary>Gets whether the time is up, rather than that the caller gave up.</summary>
    public bool HasPassed => _source.IsCancellationRequested && !CallerToken.IsCancellationRequested;

    /// <summary>Gets the time that is left; less than zero where it is up.</summary>
    public TimeSpan Remaining => Duration - Elapsed;

    /// <summary>Gets the time that has gone by.</summary>
    public TimeSpan Elapsed => _timeProvider.GetElapsedTime(StartedAt);

    /// <summary>Begins a call.</summary>
    public void Begin(TimeSpan duration, CancellationToken cancellationToken)
    {
        Duration = duration;
        CallerToken = cancellationToken;
        StartedAt = _timeProvider.GetTimestamp();
        Volatile.Write(ref _dueAt, After(StartedAt, duration));
        Interlocked.Increment(ref _turn);
        ExpectTimer();
        _registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _source);
    }

    /// <summary>Sets the time that is left anew, once the reply of a call has begun; infinite while nothing is waited for.</summary>
    public void Limit(TimeSpan time)
    {
        Volatile.Write(ref _dueAt, After(_timeProvider.GetTimestamp(), time));
        Interlocked.MemoryBarrier();
        ExpectTimer();
    }

    /// <summary>Ends a call.</summary>
    /// <returns>True where the deadline can be used again: it was never cancelled, and now never will be for this call.</returns>
    public bool TryReset()
    {
        // Waits for a cancellation by the caller that is running, so that it cannot hit the next call.
        _registration.Dispose();
        _registration = default;
        CallerToken = default;
        return TryEnd(Volatile.Read(ref _turn)) && _source.TryReset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        TryEnd(Volatile.Read(ref _turn));
        _timer.Dispose();
        _source.Dispose();
    }

    // Pooled, so it must not keep what flows with the call that happens to make it.
    private ITimer CreateTimer()
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return _timeProvider.CreateTimer(static state => ((CallDeadline)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return CreateTimer();
        }
    }

    private long After(long now, TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan ? Never : now + (long)(time.TotalSeconds * _timeProvider.TimestampFrequency);

    // Comes after a barrier: either the timer that looks at this moment sees what is expected of it, or this sees that it has looked.
    private void ExpectTimer()
    {
        if (Volatile.Read(ref _dueAt) < Volatile.Read(ref _timerDueAt))
        {
            lock (_setting)
            {
                SetTimer();
            }
        }
    }

    private void SetTimer()
    {
        var dueAt = Volatile.Read(ref _dueAt);
        if (dueAt < _timerDueAt)
        {
            Volatile.Write(ref _timerDueAt, dueAt);
            var left = _timeProvider.GetElapsedTime(_timeProvider.GetTimestamp(), dueAt);
            _timer.Change(left > LeastTimer ? left : LeastTimer, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        if (!TryPass())
        {
            return;
        }

        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended at the same moment.
        }
    }

    private bool TryPass()
    {
        lock (_setting)
        {
            Volatile.Write(ref _timerDueAt, Never);
            Interlocked.MemoryBarrier();
            var turn = Volatile.Read(ref _turn);
            if (Volatile.Read(ref _dueAt) <= _timeProvider.GetTimestamp())
            {
                return TryEnd(turn);
            }

            if (IsUnderWay(turn))
            {
                SetTimer();
            }

            return false;
        }
    }

    private bool TryEnd(long turn) => IsUnderWay(turn) && Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn;

    private static bool IsUnderWay(long turn) => (turn & 1) == 1;
}
