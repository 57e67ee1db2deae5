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

    /// <summary>Restarts a component, or a supervisor with all that is under it, although it has not failed. One that has ended for good comes back.</summary>
    /// <param name="name">The name of the component or supervisor.</param>
    /// <param name="cancellationToken">Ends the waiting; the restart goes on.</param>
    /// <returns>A task that completes when the restart has ended: <see cref="Snapshot"/> then says how things stand.</returns>
    /// <exception cref="ArgumentException">Nothing of that name is supervised; the message lists what is.</exception>
    /// <remarks>It takes along what the strategy takes along with one that has failed, and counts against no budget.</remarks>
    Task RestartAsync(string name, CancellationToken cancellationToken = default);
}
