namespace Resile.Recovery;

/// <summary>Shows what happens under supervision. Thread-safe; a singleton in the services.</summary>
public interface ISupervision
{
    /// <summary>Reads how everything stands now.</summary>
    SupervisionSnapshot Snapshot();

    /// <summary>Follows what happens, each enumeration from its own beginning on, until the host has stopped.</summary>
    /// <param name="cancellationToken">Ends the following.</param>
    /// <remarks>A reader that falls more than 1,024 events behind loses the oldest of them.</remarks>
    IAsyncEnumerable<SupervisionEvent> WatchAsync(CancellationToken cancellationToken = default);
}
