using System.Collections.Concurrent;

namespace Resile.Recovery.Supervision;

/// <summary>Hands what happens to all who follow it. Thread-safe.</summary>
internal sealed class SupervisionEvents
{
    private readonly ConcurrentDictionary<SupervisionWatcher, byte> _watchers = new();
    private bool _isComplete;

    /// <summary>Hands an event on. Never waits: a watcher that is too far behind loses its oldest.</summary>
    public void Publish(SupervisionEvent happened)
    {
        foreach (var (watcher, _) in _watchers)
        {
            watcher.Offer(happened);
        }
    }

    /// <summary>Follows what happens. Each enumeration follows by itself, and nothing is kept for one that has not begun.</summary>
    public IAsyncEnumerable<SupervisionEvent> WatchAsync(CancellationToken cancellationToken) =>
        new SupervisionEventStream(this, cancellationToken);

    /// <summary>Adds a watcher.</summary>
    public void Add(SupervisionWatcher watcher)
    {
        _watchers.TryAdd(watcher, 0);
        if (Volatile.Read(ref _isComplete))
        {
            watcher.Complete();
        }
    }

    /// <summary>Removes a watcher.</summary>
    public void Remove(SupervisionWatcher watcher) => _watchers.TryRemove(watcher, out _);

    /// <summary>Ends the following for all: the host has stopped.</summary>
    public void Complete()
    {
        Volatile.Write(ref _isComplete, true);
        foreach (var (watcher, _) in _watchers)
        {
            watcher.Complete();
        }
    }
}
