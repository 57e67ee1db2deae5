using System.Threading.Channels;

namespace Resile.Recovery.Supervision;

/// <summary>One who follows what happens: a backlog with a limit, and the reading of it.</summary>
internal sealed class SupervisionWatcher : IAsyncEnumerator<SupervisionEvent>
{
    private const int Backlog = 1_024;

    private readonly SupervisionEvents _events;
    private readonly CancellationTokenSource _stop;
    private readonly Channel<SupervisionEvent> _backlog = Channel.CreateBounded<SupervisionEvent>(
        new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public SupervisionWatcher(SupervisionEvents events, CancellationToken stream, CancellationToken enumeration) =>
        (_events, _stop) = (events, CancellationTokenSource.CreateLinkedTokenSource(stream, enumeration));

    /// <inheritdoc/>
    public SupervisionEvent Current { get; private set; } = null!;

    /// <summary>Adds an event, in the place of the oldest where the backlog is full.</summary>
    public void Offer(SupervisionEvent happened) => _backlog.Writer.TryWrite(happened);

    /// <summary>Ends the following once the backlog is read.</summary>
    public void Complete() => _backlog.Writer.TryComplete();

    /// <inheritdoc/>
    public async ValueTask<bool> MoveNextAsync()
    {
        while (await _backlog.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
        {
            if (_backlog.Reader.TryRead(out var happened))
            {
                Current = happened;
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _events.Remove(this);
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }
}
