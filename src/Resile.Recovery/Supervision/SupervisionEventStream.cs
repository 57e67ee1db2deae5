namespace Resile.Recovery.Supervision;

/// <summary>What happens, to be enumerated as often as one likes.</summary>
/// <param name="events">Hands out what happens.</param>
/// <param name="cancellationToken">Ends each enumeration.</param>
internal sealed class SupervisionEventStream(SupervisionEvents events, CancellationToken cancellationToken) : IAsyncEnumerable<SupervisionEvent>
{
    /// <inheritdoc/>
    public IAsyncEnumerator<SupervisionEvent> GetAsyncEnumerator(CancellationToken enumerationToken = default)
    {
        var watcher = new SupervisionWatcher(events, cancellationToken, enumerationToken);
        events.Add(watcher);
        return watcher;
    }
}
