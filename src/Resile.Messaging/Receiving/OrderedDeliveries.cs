namespace Resile.Messaging.Receiving;

/// <summary>Lets the deliveries of a key be settled one after another, in the order in which they come in.</summary>
internal sealed class OrderedDeliveries
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<bool>> _last = new(StringComparer.Ordinal);

    /// <summary>Settles a delivery after those of its key that came before. It has its place when this returns its task.</summary>
    /// <exception cref="DurableMessageException">One before it could not be settled, so that it may not be either.</exception>
    public async Task RunAsync(string key, Func<Task> settle)
    {
        var settled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<bool>? before;
        lock (_lock)
        {
            _last.TryGetValue(key, out before);
            _last[key] = settled.Task;
        }

        var isSettled = false;
        try
        {
            if (before is not null && !await before.ConfigureAwait(false))
            {
                throw new DurableMessageException("A message of the same ordering key before it was not settled.");
            }

            await settle().ConfigureAwait(false);
            isSettled = true;
        }
        finally
        {
            lock (_lock)
            {
                if (_last[key] == settled.Task)
                {
                    _last.Remove(key);
                }
            }

            settled.SetResult(isSettled);
        }
    }
}
