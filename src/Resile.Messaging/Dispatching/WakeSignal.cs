namespace Resile.Messaging.Dispatching;

/// <summary>Wakes one waiting loop: set by many, waited for by one, remembered while nobody waits.</summary>
internal class WakeSignal(TimeProvider time)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _set = NewSource();

    /// <summary>Wakes the loop, now or when it waits next.</summary>
    public void Set()
    {
        lock (_lock)
        {
            _set.TrySetResult();
        }
    }

    /// <summary>Waits until the signal is set or the time is over, and resets it.</summary>
    /// <returns>Whether it was set.</returns>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Task set = _set.Task;
        if (!set.IsCompleted)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(set, Task.Delay(timeout, time, stop.Token)).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        lock (_lock)
        {
            if (!_set.Task.IsCompleted)
            {
                return false;
            }

            _set = NewSource();
            return true;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
