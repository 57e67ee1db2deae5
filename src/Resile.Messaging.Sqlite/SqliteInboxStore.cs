using System.Data.Common;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Sqlite;

/// <summary>The inbox in SQLite.</summary>
internal sealed class SqliteInboxStore(SqliteMessageStore store) : IInboxStore
{
    /// <inheritdoc/>
    public Task<bool> TryInsertAsync(
        DbTransaction transaction,
        string consumer,
        Guid messageId,
        DateTimeOffset? sentAt,
        DateTimeOffset handledAt,
        TimeSpan limit,
        CancellationToken cancellationToken)
    {
        using var command = transaction.CreateCommand(
            """
            INSERT INTO resile_inbox (consumer, message_id, handled_at) VALUES ($consumer, $id, $handledAt)
            ON CONFLICT DO NOTHING
            """);
        var inserted = command.With("$consumer", consumer).With("$id", messageId).With("$handledAt", handledAt).ExecuteNonQuery();
        return Task.FromResult(inserted == 1);
    }

    /// <inheritdoc/>
    public async Task<int> PurgeAsync(DateTimeOffset handledBefore, int limit, CancellationToken cancellationToken)
    {
        using var connection = store.Open(Durability.Full);
        using (var look = connection.CreateCommand())
        {
            // Looking costs no write lock, and most often there is nothing.
            look.CommandText = "SELECT EXISTS (SELECT 1 FROM resile_inbox WHERE handled_at < $before)";
            if (look.With("$before", handledBefore).ReadCount() == 0)
            {
                return 0;
            }
        }

        using var transaction = await SqliteMessageStore.BeginAsync(connection, cancellationToken).ConfigureAwait(false);
        using var command = transaction.CreateCommand(
            """
            DELETE FROM resile_inbox WHERE (consumer, message_id) IN
                (SELECT consumer, message_id FROM resile_inbox WHERE handled_at < $before ORDER BY handled_at LIMIT $limit)
            """);
        var deleted = command.With("$before", handledBefore).With("$limit", limit).ExecuteNonQuery();
        transaction.Commit();
        return deleted;
    }
}
