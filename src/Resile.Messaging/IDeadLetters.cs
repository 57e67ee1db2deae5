using Resile.Messaging.Storage;

namespace Resile.Messaging;

/// <summary>Shows the messages that were given up, sends them on their way again, or drops them; who did it is written down. Safe for use from many threads.</summary>
/// <remarks>A body is shown as it is stored: what is encrypted stays so.</remarks>
public interface IDeadLetters
{
    /// <summary>Counts dead letters.</summary>
    /// <param name="filter">Which; null for all.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    Task<long> CountAsync(DeadLetterFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>Lists dead letters in the order of their ids.</summary>
    /// <param name="filter">Which; null for all.</param>
    /// <param name="afterId">The last id that you have seen; 0 for the beginning.</param>
    /// <param name="limit">How many at most, from 1 to 1,000.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    Task<IReadOnlyList<DeadLetter>> ListAsync(
        DeadLetterFilter? filter = null, long afterId = 0, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Sends a dead letter on its way again: to the outbox, or to the handler that failed, with all its attempts before it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="actor">Who does it, in 1 to 256 characters: it is written down.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <returns><see langword="false"/> when there is no dead letter of this id.</returns>
    /// <exception cref="DurableMessageException">The letter is no message: its handler could never take it.</exception>
    Task<bool> ReplayAsync(long id, string actor, CancellationToken cancellationToken = default);

    /// <summary>Sends many dead letters on their way again, in the order of their ids, in transactions of 100.</summary>
    /// <param name="filter">Which. Letters that come meanwhile may or may not be among them.</param>
    /// <param name="actor">Who does it, in 1 to 256 characters: it is written down.</param>
    /// <param name="cancellationToken">Stops it; what was done stays done.</param>
    Task<DeadLetterSweep> ReplayAllAsync(DeadLetterFilter filter, string actor, CancellationToken cancellationToken = default);

    /// <summary>Drops a dead letter.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="actor">Who does it, in 1 to 256 characters: it is written down.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <returns><see langword="false"/> when there is no dead letter of this id.</returns>
    Task<bool> DiscardAsync(long id, string actor, CancellationToken cancellationToken = default);

    /// <summary>Drops many dead letters, in transactions of 100.</summary>
    /// <param name="filter">Which. Letters that come meanwhile may or may not be among them.</param>
    /// <param name="actor">Who does it, in 1 to 256 characters: it is written down.</param>
    /// <param name="cancellationToken">Stops it; what was done stays done.</param>
    Task<DeadLetterSweep> DiscardAllAsync(DeadLetterFilter filter, string actor, CancellationToken cancellationToken = default);

    /// <summary>Lists what was done with dead letters, the last first.</summary>
    /// <param name="beforeId">The last id that you have seen; <see cref="long.MaxValue"/> for the beginning.</param>
    /// <param name="limit">How many at most, from 1 to 1,000.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    Task<IReadOnlyList<DeadLetterAction>> ListActionsAsync(
        long beforeId = long.MaxValue, int limit = 100, CancellationToken cancellationToken = default);
}
