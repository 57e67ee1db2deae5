using System.Data.Common;
using Npgsql;
using Resile.Messaging.Storage;

namespace Resile.Messaging.PostgreSql;

/// <summary>One row for each message that a consumer has handled.</summary>
internal sealed class PostgreSqlInbox(NpgsqlDataSource dataSource, string schema) : IInboxStore
{
    // A concurrent insert of the same key waits for the other transaction at the unique index: handlers do not run side by side.
    // The limit travels with it, at no further round trip, so that it does not wait for ever on a node that was stopped.
    private readonly string _insert = Sql.In(schema, $"""
        INSERT INTO $schema.inbox (consumer, message_id, handled_at)
        SELECT $1, $2, $3 FROM (SELECT {Sql.LimitIdleness("$4")}) limited
        ON CONFLICT DO NOTHING
        """);

    private readonly string _purge = Sql.In(schema, """
        DELETE FROM $schema.inbox WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM $schema.inbox WHERE handled_at < $1 ORDER BY handled_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        """);

    public async Task<bool> TryInsertAsync(
        DbTransaction transaction,
        string consumer,
        Guid messageId,
        DateTimeOffset handledAt,
        TimeSpan limit,
        CancellationToken cancellationToken)
    {
        using var command = Commands.Create(transaction, _insert)
            .With(consumer).With(messageId).With(handledAt).With(Sql.Milliseconds(limit));
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    public async Task<int> PurgeAsync(DateTimeOffset handledBefore, int limit, CancellationToken cancellationToken)
    {
        using var command = dataSource.CreateCommand(_purge).With(handledBefore).With(limit);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
