using System.Collections.Concurrent;

namespace Resile.LoadBalancing.Calls;

/// <summary>Lends deadlines out, so that a call allocates neither a timer nor a token source.</summary>
/// <remarks>
/// Only those of calls that ended well come back: after a failure, something may still hold the token. On another clock than
/// the system's nothing is reused, because only the system's timers can be reset without a race.
/// </remarks>
internal sealed class CallDeadlinePool(TimeProvider timeProvider)
{
    private const int MostKept = 1024;

    private readonly bool _isReusing = timeProvider == TimeProvider.System;
    private readonly ConcurrentQueue<CallDeadline> _idle = new();
    private int _kept;

    /// <summary>Begins the deadline of a call.</summary>
    public CallDeadline Start(TimeSpan duration, CancellationToken cancellationToken)
    {
        if (!_isReusing)
        {
            return CallDeadline.Create(timeProvider, duration, cancellationToken);
        }

        if (_idle.TryDequeue(out var deadline))
        {
            Interlocked.Decrement(ref _kept);
        }
        else
        {
            deadline = CallDeadline.CreateReusable();
        }

        deadline.Restart(duration, cancellationToken);
        return deadline;
    }

    /// <summary>Ends the deadline of a call.</summary>
    /// <param name="deadline">What <see cref="Start"/> returned.</param>
    /// <param name="isUnheld">Whether the call ended so that nothing holds its token any more.</param>
    public void End(CallDeadline deadline, bool isUnheld)
    {
        if (_isReusing && isUnheld && deadline.TryReset() && Volatile.Read(ref _kept) < MostKept)
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
