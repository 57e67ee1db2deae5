using System.Data.Common;
using Npgsql;
using Resile.Messaging.Storage;

namespace Resile.Messaging.PostgreSql;

/// <summary>One row for each message that a consumer has handled, in the partition of the day on which the message was sent.</summary>
/// <remarks>
/// What has no day, and everything where the program may make no tables, is in one table, from which it is deleted. Each place is asked
/// for what the other may hold: the same message, if a node sees its day otherwise, or from before there were days.
/// </remarks>
internal sealed class PostgreSqlInbox(NpgsqlDataSource dataSource, string schema, bool makesTables) : IInboxStore
{
    // A concurrent insert of the same key waits for the other transaction at the unique index: handlers do not run side by side.
    // The limit travels with it, at no further round trip, so that it does not wait for ever on a node that was stopped.
    private readonly string _insert = Sql.In(schema, $"""
        INSERT INTO $schema.inbox_undated (consumer, message_id, handled_at)
        SELECT $1, $2, $3 FROM (SELECT {Sql.LimitIdleness("$4")}) limited
        """);

    private readonly string _unlessDated = Sql.In(schema, """
        WHERE NOT EXISTS (SELECT FROM $schema.inbox WHERE consumer = $1 AND message_id = $2 AND sent_day = $5)
        """);

    private readonly string _purge = Sql.In(schema, """
        DELETE FROM $schema.inbox_undated WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM $schema.inbox_undated WHERE handled_at < $1 ORDER BY handled_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        """);

    private readonly InboxDays _days = new(dataSource, schema);

    /// <summary>Makes the partitions of the next days.</summary>
    public Task MakeAheadAsync(CancellationToken cancellationToken) =>
        makesTables ? _days.MakeAheadAsync(cancellationToken) : Task.CompletedTask;

    public async Task<bool> TryInsertAsync(
        DbTransaction transaction,
        string consumer,
        Guid messageId,
        DateTimeOffset? sentAt,
        DateTimeOffset handledAt,
        TimeSpan limit,
        CancellationToken cancellationToken)
    {
        var day = makesTables && sentAt is { } sent ? await _days.FindAsync(sent, handledAt, cancellationToken).ConfigureAwait(false) : null;
        using var command = Commands.Create(
            transaction, day is not null ? InsertInto(day) : $"{_insert} {(sentAt is null ? string.Empty : _unlessDated)} ON CONFLICT DO NOTHING");
        command.With(consumer).With(messageId).With(handledAt).With(Sql.Milliseconds(limit));
        if (sentAt is { } moment)
        {
            command.With(DateOnly.FromDateTime(moment.UtcDateTime));
        }

        try
        {
            // Once for each day and each connection, which keeps it when it goes back to its pool.
            await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable && day is not null)
        {
            // Another node, which remembers less long, has dropped the day: the next attempt makes it again.
            _days.Forget(sentAt!.Value);
            throw;
        }
    }

    public async Task<int> PurgeAsync(DateTimeOffset handledBefore, int limit, CancellationToken cancellationToken)
    {
        if (makesTables)
        {
            await _days.MakeAheadAsync(cancellationToken).ConfigureAwait(false);
            await _days.DropAsync(handledBefore, cancellationToken).ConfigureAwait(false);
        }

        using var command = dataSource.CreateCommand(_purge).With(handledBefore).With(limit);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private string InsertInto(string day) => Sql.In(schema, $"""
        INSERT INTO $schema.{day} (consumer, message_id, handled_at, sent_day)
        SELECT $1, $2, $3, $5 FROM (SELECT {Sql.LimitIdleness("$4")}) limited
        WHERE NOT EXISTS (SELECT FROM $schema.inbox_undated WHERE consumer = $1 AND message_id = $2)
        ON CONFLICT DO NOTHING
        """);
}
