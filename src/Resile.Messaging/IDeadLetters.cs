using Resile.Messaging.Storage;

namespace Resile.Messaging;

/// <summary>Shows the messages that were given up, sends them on their way again, or drops them. Safe for use from many threads.</summary>
public interface IDeadLetters
{
    /// <summary>Counts the dead letters.</summary>
    Task<long> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists dead letters in the order of their ids.</summary>
    /// <param name="afterId">The last id that you have seen; 0 for the beginning.</param>
    /// <param name="limit">How many at most, from 1 to 1,000.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    Task<IReadOnlyList<DeadLetter>> ListAsync(long afterId = 0, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Sends a dead letter on its way again: to the outbox, or to the handler that failed, with all its attempts before it.</summary>
    /// <returns><see langword="false"/> when there is no dead letter of this id.</returns>
    /// <exception cref="DurableMessageException">The letter is no message: its handler could never take it.</exception>
    Task<bool> ReplayAsync(long id, CancellationToken cancellationToken = default);

    /// <summary>Drops a dead letter.</summary>
    /// <returns><see langword="false"/> when there is no dead letter of this id.</returns>
    Task<bool> DiscardAsync(long id, CancellationToken cancellationToken = default);
}
