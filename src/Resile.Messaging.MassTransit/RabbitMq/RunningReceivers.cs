namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Counts the receivers that run, and lets none begin any more from a moment on.</summary>
internal sealed class RunningReceivers
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _isStopped;

    /// <summary>Gets what completes when none runs and none will.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Begins a receiver.</summary>
    /// <returns><see langword="false"/> when none may begin.</returns>
    public bool TryBegin()
    {
        lock (_lock)
        {
            if (_isStopped)
            {
                return false;
            }

            _running++;
            return true;
        }
    }

    /// <summary>Ends one.</summary>
    public void End()
    {
        lock (_lock)
        {
            _running--;
            CheckEnd();
        }
    }

    /// <summary>Lets none begin any more.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _isStopped = true;
            CheckEnd();
        }
    }

    private void CheckEnd()
    {
        if (_isStopped && _running == 0)
        {
            _ended.TrySetResult();
        }
    }
}
