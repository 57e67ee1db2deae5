namespace Resile.LoadBalancing.Tcp;

/// <content>
/// One timer for all calls of the connection. It is set to the call that is due first, and left to run when that ends before, so that calls that end in time cost none:
/// their clients tell when they no longer wait, and this is for those that do not.
/// </content>
internal sealed partial class TcpServerConnection
{
    private const long Never = long.MaxValue;

    // However many calls there are, they are not looked through more often.
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(20);

    private readonly ITimer _deadlines;
    private long _looksAt = Never;

    // Under the lock, as are the calls.
    private void Expect(long dueAt)
    {
        if (dueAt >= _looksAt)
        {
            return;
        }

        _looksAt = dueAt;
        var left = _server.TimeProvider.GetElapsedTime(_server.TimeProvider.GetTimestamp(), dueAt);
        _deadlines.Change(left > LeastWait ? left : LeastWait, Timeout.InfiniteTimeSpan);
    }

    private void CancelOverdue()
    {
        lock (_gate)
        {
            _looksAt = Never;
            var (now, next) = (_server.TimeProvider.GetTimestamp(), Never);
            foreach (var call in _calls.Values)
            {
                if (call.DueAt > now)
                {
                    next = Math.Min(next, call.DueAt);
                }
                else if (!call.CancellationToken.IsCancellationRequested)
                {
                    CancelElsewhere(call);
                }
            }

            if (!_isAborted)
            {
                Expect(next);
            }
        }
    }
}
