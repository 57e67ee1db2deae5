using System.Data.Common;

namespace Resile.Messaging.Storage;

/// <summary>The outbox: rows are appended with the business data and deleted after the transport's confirm.</summary>
/// <remarks>On the happy path a row is inserted and deleted, never updated.</remarks>
public interface IOutboxStore
{
    /// <summary>Appends messages inside the caller's transaction, in their order.</summary>
    /// <remarks>A message whose <see cref="OutboxMessage.DueAt"/> is set waits until then.</remarks>
    Task AppendAsync(DbTransaction transaction, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken);

    /// <summary>Does the same on the calling thread, for whoever cannot wait.</summary>
    void Append(DbTransaction transaction, IReadOnlyList<OutboxMessage> messages);

    /// <summary>Removes a message that waits for its moment, inside the caller's transaction.</summary>
    /// <returns><see langword="false"/> when none of this identity waits: it was never delayed, or is on its way, or gone.</returns>
    Task<bool> CancelAsync(DbTransaction transaction, Guid messageId, CancellationToken cancellationToken);

    /// <summary>Takes, for a time, the right to publish a share of the rows.</summary>
    /// <param name="node">Identifies this process among all that use the database.</param>
    /// <param name="duration">How long the right lasts without renewal; measured by the database's clock where there is one.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <returns>The lease, or <see langword="null"/> when other live nodes hold every share; the engine then asks again later.</returns>
    /// <remarks>
    /// No two live leases cover the same row. A node that was killed must not hold its share longer than
    /// <paramref name="duration"/>; sooner is better (a lock that the operating system or the server releases).
    /// </remarks>
    Task<IOutboxLease?> TryAcquireAsync(Guid node, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Deletes confirmed rows in one statement. Rows that are gone already are no error.</summary>
    /// <remarks>Losing this delete in a crash is harmless (the row is published again and the inbox drops it): the commit may be
    /// asynchronous.</remarks>
    Task DeleteAsync(IReadOnlyList<OutboxKey> keys, CancellationToken cancellationToken);

    /// <summary>Sets rows aside until a moment, atomically, with their new count of attempts.</summary>
    Task DeferAsync(IReadOnlyList<OutboxDeferral> deferrals, CancellationToken cancellationToken);

    /// <summary>Returns rows that are due to the end of the outbox, at most <paramref name="limit"/> of them, oldest due first.</summary>
    /// <returns>When the next row is due, or <see langword="null"/> when none is set aside any more.</returns>
    Task<DateTimeOffset?> PromoteAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>Moves rows to the dead letters, each move atomic.</summary>
    Task BuryAsync(IReadOnlyList<OutboxBurial> burials, CancellationToken cancellationToken);

    /// <summary>Counts what is stored. May estimate; must be cheap enough to be asked every few seconds.</summary>
    Task<OutboxStatistics> ReadStatisticsAsync(CancellationToken cancellationToken);
}
