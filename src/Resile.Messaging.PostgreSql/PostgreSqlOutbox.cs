using System.Data.Common;
using Npgsql;
using Resile.Messaging.Storage;

namespace Resile.Messaging.PostgreSql;

/// <summary>The outbox: appended to in batches, read by lanes, deleted from in batches.</summary>
internal sealed class PostgreSqlOutbox(NpgsqlDataSource dataSource, string schema) : IOutboxStore
{
    // Beyond this many rows counting one by one costs more than the exact number is worth.
    private const int CountedExactly = 10_000;

    private const string Columns = AppendStatements.Columns;

    // Through the index, row by row: the planner takes an outbox that was empty at its last vacuum for one without rows, and would compare all rows with all keys.
    private const string Keyed = """
        o.ctid = ANY (ARRAY(
          SELECT found.ctid FROM unnest($1, $2) AS wanted (lane, sequence)
          CROSS JOIN LATERAL (SELECT ctid FROM $schema.outbox WHERE lane = wanted.lane AND sequence = wanted.sequence LIMIT 1) found))
        """;

    private readonly AppendStatements _append = new(schema);

    private readonly string _delete = Sql.In(schema, $"DELETE FROM $schema.outbox o WHERE {Keyed}");

    private readonly string _defer = Sql.In(schema, $"""
        WITH moved AS (
          DELETE FROM $schema.outbox o USING unnest($1, $2, $3, $4) AS k (lane, sequence, due_at, attempts)
          WHERE {Keyed} AND o.lane = k.lane AND o.sequence = k.sequence
          RETURNING o.*, k.due_at, k.attempts AS new_attempts)
        INSERT INTO $schema.outbox_due ({Columns}, due_at)
        SELECT {Columns.Replace("attempts", "new_attempts", StringComparison.Ordinal)}, due_at FROM moved ORDER BY sequence
        """);

    private readonly string _promote = Sql.In(schema, $"""
        WITH moved AS (
          DELETE FROM $schema.outbox_due WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM $schema.outbox_due WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED))
          RETURNING *)
        INSERT INTO $schema.outbox ({Columns}) SELECT {Columns} FROM moved ORDER BY due_at, id
        """);

    // A message that failed and waits for its next attempt is on its way already: it cannot be called back.
    private readonly string _cancel = Sql.In(schema, "DELETE FROM $schema.outbox_due WHERE message_id = $1 AND attempts = 0");

    private readonly string _nextDue = Sql.In(schema, "SELECT min(due_at) FROM $schema.outbox_due");

    // One letter a message: two rows of the same id in one statement would meet the same conflict twice.
    private readonly string _bury = Sql.In(schema, $"""
        WITH moved AS (
          DELETE FROM $schema.outbox o
          USING unnest($1, $2, $3, $4, $5, $6) AS k (lane, sequence, attempts, reason, error, died_at)
          WHERE {Keyed} AND o.lane = k.lane AND o.sequence = k.sequence
          RETURNING o.*, k.attempts AS new_attempts, k.reason, k.error, k.died_at)
        INSERT INTO $schema.dead_letter (side, consumer, destination, message_id, message_type, content_type, body, headers,
          flags, ordering_key, place, attempts, reason, error, created_at, died_at)
        SELECT DISTINCT ON (message_id) 0, '', destination, message_id, message_type, content_type, body, headers,
          flags, ordering_key, CASE WHEN ordering_key IS NOT NULL THEN sequence END, new_attempts, reason, error, created_at, died_at
        FROM moved ORDER BY message_id, sequence
        {PostgreSqlDeadLetters.OnConflict}
        """);

    private readonly string _statistics = Sql.In(schema, $"""
        SELECT
          (SELECT count(*) FROM (SELECT FROM $schema.outbox LIMIT {CountedExactly + 1}) counted),
          (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass($1)),
          (SELECT count(*) FROM $schema.outbox_due),
          (SELECT min(first.created_at) FROM $schema.lane l CROSS JOIN LATERAL (
             SELECT created_at FROM $schema.outbox WHERE lane = l.lane ORDER BY sequence LIMIT 1) first),
          (SELECT min(created_at) FROM (SELECT created_at FROM $schema.outbox_due ORDER BY due_at, id LIMIT 1000) due)
        """);

    public async Task AppendAsync(
        DbTransaction transaction, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        using var batch = _append.For((NpgsqlTransaction)transaction, messages);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Append(DbTransaction transaction, IReadOnlyList<OutboxMessage> messages)
    {
        using var batch = _append.For((NpgsqlTransaction)transaction, messages);
        batch.ExecuteNonQuery();
    }

    /// <summary>Appends messages and commits, in one journey to the server.</summary>
    /// <remarks>
    /// The server skips what follows a statement that fails, so that nothing is committed without its messages. A commit that is abandoned half-way leaves us
    /// not knowing; so it is never abandoned. In an aborted transaction the server takes COMMIT for ROLLBACK and reports success: any other statement before it
    /// fails there, as it should.
    /// </remarks>
    public async Task<IReadOnlyList<OutboxKey>> CommitAsync(
        NpgsqlTransaction transaction, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // Refuses where somebody has ended the transaction already: the server would take what follows for a transaction of its own.
        _ = transaction.IsolationLevel;
        if (messages.Any(static message => message.OrderingKey is not null))
        {
            // These may have to wait for those who send of the same key, and who waits can give up.
            await AppendAsync(transaction, messages, cancellationToken).ConfigureAwait(false);
            messages = [];
        }

        using var batch = _append.For(transaction, messages, returnsKeys: true);
        if (batch.BatchCommands.Count == 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT"));
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));

        // Once for each connection, which keeps it when it goes back to its pool.
        await batch.PrepareAsync(CancellationToken.None).ConfigureAwait(false);
        var reader = await batch.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        await using var reading = reader.ConfigureAwait(false);
        return await ReadKeysAsync(reader, messages).ConfigureAwait(false);
    }

    public async Task<bool> CancelAsync(DbTransaction transaction, Guid messageId, CancellationToken cancellationToken)
    {
        using var command = Commands.Create(transaction, _cancel).With(messageId);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0;
    }

    public async Task<IOutboxLease?> TryAcquireAsync(Guid node, TimeSpan duration, CancellationToken cancellationToken) =>
        await PostgreSqlOutboxLease.TryAcquireAsync(dataSource, schema, node, duration, cancellationToken).ConfigureAwait(false);

    public async Task DeleteAsync(IReadOnlyList<OutboxKey> keys, CancellationToken cancellationToken)
    {
        // The two statements travel, run and commit together. A delete that a crash of the server undoes costs one resend.
        using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT set_config('synchronous_commit', 'off', true)"));
        var delete = new NpgsqlBatchCommand(_delete);
        AddKeys(delete.Parameters, keys, static key => key);
        batch.BatchCommands.Add(delete);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task DeferAsync(IReadOnlyList<OutboxDeferral> deferrals, CancellationToken cancellationToken)
    {
        using var command = dataSource.CreateCommand(_defer);
        AddKeys(command.Parameters, deferrals, static deferral => deferral.Key);
        command.With(Parameters.Select(deferrals, static deferral => deferral.DueAt.UtcDateTime))
            .With(Parameters.Select(deferrals, static deferral => deferral.Attempts));
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<DateTimeOffset?> PromoteAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        using (var command = dataSource.CreateCommand(_promote).With(now).With(limit))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        using var next = dataSource.CreateCommand(_nextDue);
        return await next.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is DateTime due
            ? new DateTimeOffset(due, TimeSpan.Zero)
            : null;
    }

    public async Task BuryAsync(IReadOnlyList<OutboxBurial> burials, CancellationToken cancellationToken)
    {
        using var command = dataSource.CreateCommand(_bury);
        AddKeys(command.Parameters, burials, static burial => burial.Key);
        command.With(Parameters.Select(burials, static burial => burial.Attempts))
            .With(Parameters.Select(burials, static burial => burial.Reason))
            .With(Parameters.Select(burials, static burial => burial.Error is null ? null : Parameters.Clean(burial.Error)))
            .With(Parameters.Select(burials, static burial => burial.At.UtcDateTime));
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<OutboxStatistics> ReadStatisticsAsync(CancellationToken cancellationToken)
    {
        using var command = dataSource.CreateCommand(_statistics).With($"\"{schema}\".outbox");
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var counted = reader.GetInt64(0);
        var waiting = counted <= CountedExactly ? counted : Math.Max(counted, reader.GetInt64(1));
        var deferred = reader.GetInt64(2);
        DateTimeOffset? first = reader.IsDBNull(3) ? null : reader.GetMoment(3);
        DateTimeOffset? firstDeferred = reader.IsDBNull(4) ? null : reader.GetMoment(4);
        return new OutboxStatistics(
            waiting + deferred, deferred, first is null || firstDeferred < first ? firstDeferred ?? first : first);
    }

    /// <summary>Reads the keys, and the answer to the commit behind them.</summary>
    private static async Task<IReadOnlyList<OutboxKey>> ReadKeysAsync(NpgsqlDataReader reader, IReadOnlyList<OutboxMessage> messages)
    {
        var keys = new List<OutboxKey>(messages.Count);
        var isInOrder = true;
        while (keys.Count < messages.Count && await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            // The server says nothing of the order in which it returns rows; a message under another's key would delete that unpublished.
            isInOrder = isInOrder && messages[keys.Count].MessageId == reader.GetGuid(2);
            keys.Add(new OutboxKey(reader.GetInt16(0), reader.GetInt64(1)));
        }

        while (await reader.NextResultAsync(CancellationToken.None).ConfigureAwait(false))
        {
            // The commit is the last result, and only that it is there says that all was well.
        }

        return isInOrder && keys.Count == messages.Count ? keys : [];
    }

    private static void AddKeys<T>(NpgsqlParameterCollection parameters, IReadOnlyList<T> rows, Func<T, OutboxKey> key)
    {
        parameters.Add(new NpgsqlParameter<short[]> { TypedValue = Parameters.Select(rows, row => (short)key(row).Lane) });
        parameters.Add(new NpgsqlParameter<long[]> { TypedValue = Parameters.Select(rows, row => key(row).Sequence) });
    }
}
