using System.Collections.Concurrent;

namespace Resile.LoadBalancing.Calls;

/// <summary>Lends deadlines out, so that a call allocates neither a timer nor a token source.</summary>
/// <remarks>
/// Only those of calls that ended well come back: after a failure, something may still hold the token. On another clock than the system's nothing is
/// reused: such a clock is a test's, whose timers should be those of the calls that it makes.
/// </remarks>
internal sealed class CallDeadlinePool(TimeProvider timeProvider)
{
    private const int MostKept = 1024;

    private readonly bool _isReusing = timeProvider == TimeProvider.System;
    private readonly ConcurrentQueue<CallDeadline> _idle = new();
    private CallDeadline? _first;
    private int _kept;

    /// <summary>Begins the deadline of a call.</summary>
    public CallDeadline Start(TimeSpan duration, CancellationToken cancellationToken)
    {
        var deadline = Interlocked.Exchange(ref _first, null) ?? Dequeue() ?? new CallDeadline(timeProvider);
        deadline.Begin(duration, cancellationToken);
        return deadline;
    }

    /// <summary>Ends the deadline of a call.</summary>
    /// <param name="deadline">What <see cref="Start"/> returned.</param>
    /// <param name="isUnheld">Whether the call ended so that nothing holds its token any more.</param>
    public void End(CallDeadline deadline, bool isUnheld)
    {
        if (!_isReusing || !isUnheld || !deadline.TryReset())
        {
            deadline.Dispose();
        }
        else if (Interlocked.CompareExchange(ref _first, deadline, null) is not null)
        {
            Enqueue(deadline);
        }
    }

    private CallDeadline? Dequeue()
    {
        if (!_idle.TryDequeue(out var deadline))
        {
            return null;
        }

        Interlocked.Decrement(ref _kept);
        return deadline;
    }

    private void Enqueue(CallDeadline deadline)
    {
        if (Volatile.Read(ref _kept) < MostKept)
        {
            Interlocked.Increment(ref _kept);
            _idle.Enqueue(deadline);
        }
        else
        {
            deadline.Dispose();
        }
    }
}
