namespace Resile.Messaging.MassTransit;

/// <summary>Something that is open or closed, and that can be waited for. Safe for many threads.</summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOpen => Volatile.Read(ref _opened).Task.IsCompleted;

    /// <summary>Opens or closes it.</summary>
    /// <returns>Whether that changed anything.</returns>
    public bool Set(bool open)
    {
        lock (_lock)
        {
            if (_opened.Task.IsCompleted == open)
            {
                return false;
            }

            if (open)
            {
                _opened.SetResult();
            }
            else
            {
                _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return true;
        }
    }

    /// <summary>Completes when it is open.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => Volatile.Read(ref _opened).Task.WaitAsync(cancellationToken);
}
