using Resile.Messaging.Storage;

namespace Resile.Messaging.Dispatching;

/// <summary>The rows that are being published or settled: bounds them, and keeps a row from being published twice at once.</summary>
internal sealed class PublicationWindow(int size, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<OutboxKey> _keys = [];
    private readonly WakeSignal _left = new(time);

    /// <summary>Gets how many rows are in the window.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _keys.Count;
            }
        }
    }

    /// <summary>Gets how many more rows may enter.</summary>
    public int Room => Math.Max(0, size - Count);

    /// <summary>Takes a row in; the caller has made sure that there is room.</summary>
    /// <returns><see langword="false"/> when it is in already.</returns>
    public bool TryEnter(OutboxKey key)
    {
        lock (_lock)
        {
            return _keys.Add(key);
        }
    }

    /// <summary>Lets a row go.</summary>
    public void Leave(OutboxKey key)
    {
        lock (_lock)
        {
            _keys.Remove(key);
        }

        _left.Set();
    }

    /// <summary>Lets rows go.</summary>
    public void Leave(IEnumerable<OutboxKey> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
            {
                _keys.Remove(key);
            }
        }

        _left.Set();
    }

    /// <summary>Waits until at least one more row may enter.</summary>
    public async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (Room == 0)
        {
            await _left.WaitAsync(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until no row is in the window.</summary>
    public async Task WaitUntilEmptyAsync(CancellationToken cancellationToken)
    {
        while (Count > 0)
        {
            await _left.WaitAsync(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
        }
    }
}
