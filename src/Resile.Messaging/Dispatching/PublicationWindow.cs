using Resile.Messaging.Storage;

namespace Resile.Messaging.Dispatching;

/// <summary>The rows that are being published or settled: bounds them, and keeps a row from being published twice.</summary>
/// <remarks>Used by one reader. A row that is settled while a read is under way may still be among what the read returns: it is
/// remembered until the next read begins, which cannot see it any more.</remarks>
internal sealed class PublicationWindow(int size, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<OutboxKey> _keys = [];
    private readonly HashSet<OutboxKey> _settledSinceRead = [];
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

    /// <summary>Says that the reader asks the store for rows now.</summary>
    public void BeginRead()
    {
        lock (_lock)
        {
            _settledSinceRead.Clear();
        }
    }

    /// <summary>Takes a row in that was read; the caller has made sure that there is room.</summary>
    /// <returns><see langword="false"/> when it is in already, or was settled since the read began.</returns>
    public bool TryEnter(OutboxKey key)
    {
        lock (_lock)
        {
            return !_settledSinceRead.Contains(key) && _keys.Add(key);
        }
    }

    /// <summary>Lets a row go that stays in the store: it may be read and published again.</summary>
    public void Leave(OutboxKey key)
    {
        lock (_lock)
        {
            _keys.Remove(key);
        }

        _left.Set();
    }

    /// <summary>Lets rows go that are no longer in the store, or not under this key.</summary>
    public void Settle(IEnumerable<OutboxKey> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
            {
                _keys.Remove(key);
                _settledSinceRead.Add(key);
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
