using System.Data.Common;

namespace Resile.Messaging.Storage;

/// <summary>Messages that were given up, with the reason, until somebody replays or discards them.</summary>
public interface IDeadLetterStore
{
    /// <summary>Adds a dead letter. A second one of the same side, consumer and message replaces the first.</summary>
    Task AddAsync(DbTransaction transaction, DeadLetter letter, CancellationToken cancellationToken);

    /// <summary>Lists letters in the order of their ids.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="afterId">The last id seen, 0 for the beginning.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterFilter filter, long afterId, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes a letter and returns it, or <see langword="null"/> when there is none of this id.</summary>
    Task<DeadLetter?> TakeAsync(DbTransaction transaction, long id, CancellationToken cancellationToken);

    /// <summary>Lists the consumers (empty: the sending side) and ordering keys whose messages wait for a letter to be replayed or discarded: one of the
    /// key that did not expire and does not have <see cref="MessageFlags.ParkOnFailure"/>.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    Task<IReadOnlyList<BlockedKey>> ReadBlockedKeysAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Counts the letters.</summary>
    Task<long> CountAsync(DeadLetterFilter filter, CancellationToken cancellationToken);

    /// <summary>Writes down what somebody has done with a letter.</summary>
    Task AddAsync(DbTransaction transaction, DeadLetterAction action, CancellationToken cancellationToken);

    /// <summary>Lists what was done, the last first.</summary>
    /// <param name="beforeId">The last id seen, <see cref="long.MaxValue"/> for the beginning.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    Task<IReadOnlyList<DeadLetterAction>> ListActionsAsync(long beforeId, int limit, CancellationToken cancellationToken);
}
