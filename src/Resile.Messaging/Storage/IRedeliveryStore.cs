using System.Data.Common;

namespace Resile.Messaging.Storage;

/// <summary>Received messages that the store took over from the transport because their handler failed.</summary>
/// <remarks>
/// From then on the message is the store's: the transport's copy is acknowledged, and the redelivery runs in this process without
/// touching the broker. One row per consumer and message.
/// </remarks>
public interface IRedeliveryStore
{
    /// <summary>Writes the redelivery, or replaces the one of the same consumer and message.</summary>
    Task SaveAsync(DbTransaction transaction, Redelivery redelivery, CancellationToken cancellationToken);

    /// <summary>Writes a redelivery behind those of its consumer and key, unless there is one of its message already.</summary>
    Task QueueAsync(DbTransaction transaction, Redelivery redelivery, CancellationToken cancellationToken);

    /// <summary>Says, inside the transaction in which the handler is to run, whether it is the turn of a message among those of its consumer and key.</summary>
    /// <param name="transaction">The handler's transaction.</param>
    /// <param name="consumer">Whose message.</param>
    /// <param name="orderingKey">Its key.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="place">Its place, where it is a redelivery; <see langword="null"/> for one that has just come.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <remarks>What other transactions have taken and not committed counts as waiting.</remarks>
    Task<OrderedTurn> ReadTurnAsync(
        DbTransaction transaction, string consumer, string orderingKey, Guid messageId, long? place, CancellationToken cancellationToken);

    /// <summary>Lists what is due for these consumers, oldest due first, without claiming anything. Of those with an ordering key, only the first of its
    /// key is, and none while a dead letter blocks the key (<see cref="IDeadLetterStore.ReadBlockedKeysAsync"/>).</summary>
    Task<IReadOnlyList<Redelivery>> ReadDueAsync(
        IReadOnlyCollection<string> consumers, DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes the redelivery inside the transaction in which its handler runs; a rollback brings it back.</summary>
    /// <param name="transaction">The handler's transaction.</param>
    /// <param name="consumer">Whose redelivery.</param>
    /// <param name="messageId">Of which message.</param>
    /// <param name="attempts">The count that was read; a row with another count was handled or rescheduled meanwhile.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <returns><see langword="false"/> when it is gone, changed, or in another node's hands at this moment (skip it, do not wait).</returns>
    Task<bool> TryTakeAsync(
        DbTransaction transaction, string consumer, Guid messageId, int attempts, CancellationToken cancellationToken);

    /// <summary>Says when the next redelivery of these consumers is due, among those that <see cref="ReadDueAsync"/> would list, or <see langword="null"/> when none waits.</summary>
    Task<DateTimeOffset?> ReadNextDueAsync(IReadOnlyCollection<string> consumers, CancellationToken cancellationToken);

    /// <summary>Counts all redeliveries that wait, of every consumer. May estimate above some thousands.</summary>
    Task<long> CountAsync(CancellationToken cancellationToken);
}
