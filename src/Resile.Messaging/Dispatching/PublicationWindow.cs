using Resile.Messaging.Storage;

namespace Resile.Messaging.Dispatching;

/// <summary>The rows that are being published or settled: bounds them, and keeps a row from being published twice.</summary>
/// <remarks>
/// Used by one reader. A row whose publication has ended makes room for another, and stays in until it is settled: so publications go on while the store is
/// written to. A row that is settled while a read is under way may still be among what the read returns: it is remembered until the next read begins, which
/// cannot see it any more.
/// </remarks>
internal sealed class PublicationWindow(int size, TimeProvider time)
{
    /// <summary>For how long at least it is known of a row that it was settled.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    // While the store is slow or away, what is published and not settled must not pile up without bound.
    private readonly int _mostKeys = 4 * size;
    private readonly Lock _lock = new();
    private readonly HashSet<OutboxKey> _keys = [];
    private readonly HashSet<OutboxKey> _publishing = [];
    private readonly HashSet<OutboxKey> _settledSinceRead = [];
    private readonly WakeSignal _left = new(time);
    private HashSet<OutboxKey> _settledLately = [];
    private HashSet<OutboxKey> _settledBefore = [];
    private long _memoryBegan = time.GetTimestamp();
    private bool _isClosed;
    private int _wanted = 1;

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
    public int Room
    {
        get
        {
            lock (_lock)
            {
                return CountRoom();
            }
        }
    }

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
            return !_settledSinceRead.Contains(key) && _keys.Add(key) && _publishing.Add(key);
        }
    }

    /// <summary>Takes a row in that was committed just now and has not been read, if there is room.</summary>
    /// <returns><see langword="false"/> when there is none, or when the reader knows the row already: it may be settled by now.</returns>
    public bool TryHandOver(OutboxKey key)
    {
        lock (_lock)
        {
            return !_isClosed && CountRoom() > 0 && !_settledLately.Contains(key) && !_settledBefore.Contains(key) && _keys.Add(key) && _publishing.Add(key);
        }
    }

    /// <summary>Lets nothing be handed over any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
        }
    }

    /// <summary>Says that the publication of a row has ended, one way or another; the row is settled next.</summary>
    public void EndPublication(OutboxKey key)
    {
        bool isEnough;
        lock (_lock)
        {
            _publishing.Remove(key);
            isEnough = CountRoom() >= _wanted;
        }

        if (isEnough)
        {
            _left.Set();
        }
    }

    /// <summary>Lets a row go that stays in the store: it may be read and published again.</summary>
    public void Leave(OutboxKey key)
    {
        lock (_lock)
        {
            _publishing.Remove(key);
            _keys.Remove(key);
        }

        _left.Set();
    }

    /// <summary>Lets rows go that are no longer in the store, or not under this key.</summary>
    public void Settle(IEnumerable<OutboxKey> keys)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_memoryBegan) >= Memory)
            {
                (_settledBefore, _settledLately) = (_settledLately, _settledBefore);
                _settledLately.Clear();
                _memoryBegan = time.GetTimestamp();
            }

            foreach (var key in keys)
            {
                _publishing.Remove(key);
                _keys.Remove(key);
                _settledSinceRead.Add(key);
                _settledLately.Add(key);
            }
        }

        _left.Set();
    }

    /// <summary>Waits until at least one more row may enter; and a moment longer for more room, where that many rows are known to wait.</summary>
    /// <param name="wanted">How many rows should be able to enter: reading many at once costs less than reading few at a time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WaitForRoomAsync(int wanted, CancellationToken cancellationToken)
    {
        if (RoomFor(wanted) < wanted)
        {
            await _left.WaitAsync(Moment, cancellationToken).ConfigureAwait(false);
        }

        while (RoomFor(wanted: 1) == 0)
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

    /// <summary>Gets the room, and asks to be woken when there is as much as that.</summary>
    private int RoomFor(int wanted)
    {
        lock (_lock)
        {
            _wanted = wanted;
            return CountRoom();
        }
    }

    private int CountRoom() => Math.Max(0, Math.Min(size - _publishing.Count, _mostKeys - _keys.Count));
}
