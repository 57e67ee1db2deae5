namespace Resile.Recovery.Processes;

/// <summary>Finds that a process which says how it is makes no progress. For one life of one process.</summary>
/// <param name="listener">Hears what it says.</param>
/// <param name="exited">Completes when it has ended.</param>
/// <param name="options">How long it may take.</param>
/// <param name="time">The clock.</param>
/// <param name="stop">Ends the watch.</param>
internal sealed class NotifyWatch(NotifyListener listener, Task exited, ProcessWatchdogOptions options, TimeProvider time, CancellationToken stop)
{
    private bool IsOver => exited.IsCompleted || stop.IsCancellationRequested;

    /// <summary>Waits until the process has ended, or has to be ended.</summary>
    /// <param name="ready">Called when it serves.</param>
    /// <returns>Why it has to be ended; null if it has ended, or the watch has.</returns>
    public async Task<string?> WaitAsync(Action ready)
    {
        // One that ends before it serves may say so.
        await WaitAsync(Task.WhenAny(listener.Ready, listener.Stopping), options.StartTimeout).ConfigureAwait(false);
        if (IsOver)
        {
            return null;
        }

        if (!listener.Ready.IsCompleted && !listener.Stopping.IsCompleted)
        {
            return $"it did not say READY=1 within {options.StartTimeout}.";
        }

        if (listener.Ready.IsCompleted)
        {
            ready();
            if (await FindSilenceAsync().ConfigureAwait(false) is { } silence)
            {
                return silence;
            }
        }

        if (!IsOver)
        {
            await exited.WaitAsync(options.StopTimeout, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return IsOver ? null : $"it said STOPPING=1 and did not end within {options.StopTimeout}.";
    }

    // Returns null when the process says that it ends, or has.
    private async Task<string?> FindSilenceAsync()
    {
        var limit = options.WatchdogTimeout;
        while (!listener.Stopping.IsCompleted && !IsOver)
        {
            var left = limit - listener.Silence;
            if (limit <= TimeSpan.Zero || left > TimeSpan.Zero)
            {
                await WaitAsync(listener.Stopping, left).ConfigureAwait(false);
                continue;
            }

            // Where this process itself stood still, signs of life wait in the socket to be read.
            await WaitAsync(listener.Stopping, limit / 10).ConfigureAwait(false);
            if (listener.Silence >= limit && !listener.Stopping.IsCompleted && !IsOver)
            {
                return $"it gave no sign of life for {limit}" + (listener.Status is { } status ? $"; it last said '{status}'" : ".");
            }
        }

        return null;
    }

    // A limit of 0 is none.
    private async Task WaitAsync(Task task, TimeSpan limit) => await ((Task)Task.WhenAny(task, exited))
        .WaitAsync(limit > TimeSpan.Zero ? limit : Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
