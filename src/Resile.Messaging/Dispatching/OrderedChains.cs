using Resile.Messaging.Storage;

namespace Resile.Messaging.Dispatching;

/// <summary>The messages on their way that have an order: a chain for each key, of which only the first link is with the transport.</summary>
/// <remarks>
/// One reader adds, in the order of the store; the loop of each key takes. Once a row of a key was refused, all of that read are: one
/// that was taken would overtake it. The next read that sees the key gives its rows in order again, as
/// <see cref="IOutboxLease.ReadNextAsync"/> promises.
/// </remarks>
/// <param name="longest">How many rows of one key are held at most: a hot key is not to fill the window.</param>
/// <param name="wake">Wakes the reader: there is more of a key.</param>
/// <param name="time">The clock.</param>
internal sealed class OrderedChains(int longest, Action wake, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Chain> _chains = new(StringComparer.Ordinal);
    private bool _isMore;

    /// <summary>Says that the reader asks the store for rows now.</summary>
    /// <returns>The keys whose rows it can do without.</returns>
    public IReadOnlyCollection<string> BeginRead()
    {
        var closed = new List<string>();
        lock (_lock)
        {
            foreach (var (key, chain) in _chains)
            {
                if (chain.BlockedUntil is not null || (chain.IsRunning && chain.IsClosed))
                {
                    closed.Add(key);
                }
                else
                {
                    chain.IsClosed = false;
                    if (!chain.IsRunning && chain.Attempts == 0)
                    {
                        _chains.Remove(key);
                    }
                }
            }
        }

        return closed;
    }

    /// <summary>Tells whether the store is to be read from the beginning again, because of rows that were left behind.</summary>
    public bool TakeMore()
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            var isMore = _isMore;
            _isMore = false;
            foreach (var chain in _chains.Values)
            {
                if (chain.BlockedUntil <= now)
                {
                    chain.BlockedUntil = null;
                    isMore = true;
                }
            }

            return isMore;
        }
    }

    /// <summary>Tells whether a row of a key that was read may be added.</summary>
    public bool IsOpen(string key)
    {
        lock (_lock)
        {
            if (!_chains.TryGetValue(key, out var chain))
            {
                return true;
            }

            chain.IsClosed |= chain.BlockedUntil is not null || (chain.IsRunning && chain.Waiting.Count + 1 >= longest);
            return !chain.IsClosed;
        }
    }

    /// <summary>Adds a row to the chain of its key.</summary>
    /// <returns>Whether it is the first: the caller publishes it.</returns>
    public bool Add(string key, OutboxRecord record)
    {
        lock (_lock)
        {
            var chain = Find(key);
            if (chain.IsRunning)
            {
                chain.Waiting.Enqueue(record);
                chain.IsLong = true;
                return false;
            }

            return chain.IsRunning = true;
        }
    }

    /// <summary>Takes the next row of a key; the one before it is settled.</summary>
    /// <returns>The row, or <see langword="null"/> at the end of the chain.</returns>
    public OutboxRecord? Next(string key)
    {
        bool isMore;
        lock (_lock)
        {
            var chain = _chains[key];
            chain.Attempts = 0;
            if (chain.Waiting.TryDequeue(out var next))
            {
                return next;
            }

            isMore = chain.IsClosed || chain.IsLong;
            _isMore |= isMore;
            if (chain.IsClosed)
            {
                chain.End();
            }
            else
            {
                _chains.Remove(key);
            }
        }

        if (isMore)
        {
            wake();
        }

        return null;
    }

    /// <summary>Ends the chain of a key before its end: its rows stay in the store, and are read again in order.</summary>
    /// <param name="key">The key.</param>
    /// <param name="pause">For how long none of its rows is wanted.</param>
    /// <param name="attempts">How often the first of them was tried.</param>
    /// <returns>The rows that waited.</returns>
    public IReadOnlyCollection<OutboxRecord> Drop(string key, TimeSpan? pause = null, int attempts = 0)
    {
        lock (_lock)
        {
            var chain = Find(key);
            OutboxRecord[] waiting = [.. chain.Waiting];
            chain.End();
            chain.IsClosed = true;
            chain.BlockedUntil = time.GetTimestamp() + (long?)(pause?.TotalSeconds * time.TimestampFrequency);
            chain.Attempts = attempts;
            return waiting;
        }
    }

    /// <summary>Gets how often the first row of a key was tried here.</summary>
    public int AttemptsOf(string key)
    {
        lock (_lock)
        {
            return _chains.TryGetValue(key, out var chain) ? chain.Attempts : 0;
        }
    }

    private Chain Find(string key)
    {
        if (!_chains.TryGetValue(key, out var chain))
        {
            _chains.Add(key, chain = new Chain());
        }

        return chain;
    }

    private sealed class Chain
    {
        public Queue<OutboxRecord> Waiting { get; } = [];

        /// <summary>Gets or sets whether its first row is on its way.</summary>
        public bool IsRunning { get; set; }

        /// <summary>Gets or sets whether a row was refused that the store still has.</summary>
        public bool IsClosed { get; set; }

        /// <summary>Gets or sets whether it ever held more than one row, so that there may be more.</summary>
        public bool IsLong { get; set; }

        /// <summary>Gets or sets the timestamp before which none of its rows is wanted; nobody sets that clock back.</summary>
        public long? BlockedUntil { get; set; }

        public int Attempts { get; set; }

        public void End()
        {
            Waiting.Clear();
            IsRunning = false;
            IsLong = false;
        }
    }
}
