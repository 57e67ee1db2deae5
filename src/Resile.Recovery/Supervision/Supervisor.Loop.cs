namespace Resile.Recovery.Supervision;

/// <content>The loop that decides.</content>
internal sealed partial class Supervisor
{
    private void Post(Func<Task> handle, CancellationToken stop = default) => TryWrite(new SupervisorMessage(handle, stop));

    private bool TryWrite(SupervisorMessage message)
    {
        Interlocked.Increment(ref _unhandled);
        if (_messages.Writer.TryWrite(message))
        {
            return true;
        }

        Interlocked.Decrement(ref _unhandled);
        return false;
    }

    // Lets the loop do something, and waits for it. After the loop's end there is nothing left to be done.
    private async Task AskAsync(Func<Task> handle)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new SupervisorMessage(
            async () =>
            {
                try
                {
                    await handle().ConfigureAwait(false);
                }
                finally
                {
                    done.SetResult();
                }
            },
            IsAwaited: true);
        if (TryWrite(message))
        {
            await done.Task.ConfigureAwait(false);
        }
    }

    private async Task RunAsync()
    {
        await foreach (var message in _messages.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            // What was stopped meanwhile has no say: two components that used up their restarts for one cause restart their service once.
            if (message.IsAwaited || !(IsSystemRestarting || message.Stop.IsCancellationRequested))
            {
                await HandleAsync(message).ConfigureAwait(false);
            }

            Interlocked.Increment(ref _handled);
            Interlocked.Decrement(ref _unhandled);
        }
    }

    private async Task HandleAsync(SupervisorMessage message)
    {
        Volatile.Write(ref _busySince, _time.GetTimestamp());
        try
        {
            await message.HandleAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            RestartSystem($"The supervision of '{Name}' has failed itself: {exception.Message}");
        }
        finally
        {
            Volatile.Write(ref _busySince, 0);
        }
    }
}
