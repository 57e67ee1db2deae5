using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Resile.Recovery.Supervision;

/// <summary>Hands what happens to all who follow it. Thread-safe.</summary>
internal sealed class SupervisionEvents
{
    private const int Backlog = 1_024;

    private readonly ConcurrentDictionary<Channel<SupervisionEvent>, byte> _watchers = new();
    private bool _isComplete;

    /// <summary>Hands an event on. Never waits: a watcher that is too far behind loses its oldest.</summary>
    public void Publish(SupervisionEvent happened)
    {
        foreach (var watcher in _watchers.Keys)
        {
            watcher.Writer.TryWrite(happened);
        }
    }

    /// <summary>Follows what happens from this call on.</summary>
    public IAsyncEnumerable<SupervisionEvent> WatchAsync(CancellationToken cancellationToken)
    {
        var watcher = Channel.CreateBounded<SupervisionEvent>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        _watchers.TryAdd(watcher, 0);
        if (Volatile.Read(ref _isComplete))
        {
            watcher.Writer.TryComplete();
        }

        return ReadAsync(watcher, cancellationToken);
    }

    /// <summary>Ends the following for all: the host has stopped.</summary>
    public void Complete()
    {
        Volatile.Write(ref _isComplete, true);
        foreach (var watcher in _watchers.Keys)
        {
            watcher.Writer.TryComplete();
        }
    }

    private async IAsyncEnumerable<SupervisionEvent> ReadAsync(
        Channel<SupervisionEvent> watcher, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var happened in watcher.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return happened;
            }
        }
        finally
        {
            _watchers.TryRemove(watcher, out _);
        }
    }
}
