using System.Data.Common;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;
using Resile.Messaging.Storage;

namespace Resile.Messaging.PostgreSql;

/// <summary>The outbox: appended to in batches, read by lanes, deleted from in batches.</summary>
internal sealed class PostgreSqlOutbox(NpgsqlDataSource dataSource, string schema) : IOutboxStore
{
    // Beyond this many rows counting one by one costs more than the exact number is worth.
    private const int CountedExactly = 10_000;

    private const string Columns =
        "lane, message_id, destination, message_type, content_type, body, headers, flags, attempts, ordering_key, expires_at, created_at";

    private const string Appended = """
        SELECT lane, message_id, destination, message_type, content_type, body, headers, flags, 0, ordering_key, expires_at, created_at
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
          WITH ORDINALITY AS m (lane, message_id, destination, message_type, content_type, body, headers, flags, created_at,
            ordering_key, expires_at, due_at, place)
        """;

    private readonly string _append = Sql.In(schema,
        $"INSERT INTO $schema.outbox ({Columns}) {Appended} ORDER BY place");

    private readonly string _appendDue = Sql.In(schema, $"""
        INSERT INTO $schema.outbox_due ({Columns}, due_at)
        {Appended.Replace("created_at\nFROM", "created_at, due_at\nFROM", StringComparison.Ordinal)} ORDER BY place
        """);

    // What had a place before gets it again.
    private readonly string _appendPlaced = Sql.In(schema, $"""
        INSERT INTO $schema.outbox ({Columns}, sequence) OVERRIDING SYSTEM VALUE
        {Appended.Replace("created_at\nFROM", "created_at, sequence\nFROM", StringComparison.Ordinal)
            .Replace("$12)", "$12, $13)", StringComparison.Ordinal)
            .Replace("due_at, place)", "due_at, sequence, place)", StringComparison.Ordinal)}
        """);

    // Sequences are given in the order of the inserts and seen in that of the commits. Within a key the two are to be one: who sends one of a key waits
    // for who sent one before it in a transaction that has not ended.
    private const string LockKeys = "SELECT pg_advisory_xact_lock(hashtext('resile.messaging.order'), k) FROM unnest($1) AS k";

    // Row by row through the index, whatever the planner believes: it remembers an outbox that was empty when it was vacuumed last as one without rows.
    private readonly string _delete = Sql.In(schema, """
        DELETE FROM $schema.outbox WHERE ctid = ANY (ARRAY(
          SELECT o.ctid FROM unnest($1, $2) AS k (lane, sequence)
          CROSS JOIN LATERAL (SELECT ctid FROM $schema.outbox WHERE lane = k.lane AND sequence = k.sequence LIMIT 1) o))
        """);

    private readonly string _defer = Sql.In(schema, $"""
        WITH moved AS (
          DELETE FROM $schema.outbox o USING unnest($1, $2, $3, $4) AS k (lane, sequence, due_at, attempts)
          WHERE o.lane = k.lane AND o.sequence = k.sequence
          RETURNING o.*, k.due_at, k.attempts AS new_attempts)
        INSERT INTO $schema.outbox_due ({Columns}, due_at)
        SELECT {Columns.Replace("attempts", "new_attempts", StringComparison.Ordinal)}, due_at FROM moved ORDER BY sequence
        """);

    private readonly string _promote = Sql.In(schema, $"""
        WITH moved AS (
          DELETE FROM $schema.outbox_due WHERE (due_at, id) IN (
            SELECT due_at, id FROM $schema.outbox_due WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
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
          WHERE o.lane = k.lane AND o.sequence = k.sequence
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
        using var batch = AppendBatch(transaction, messages);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Append(DbTransaction transaction, IReadOnlyList<OutboxMessage> messages)
    {
        using var batch = AppendBatch(transaction, messages);
        batch.ExecuteNonQuery();
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
        command.With(Select(deferrals, static deferral => deferral.DueAt.UtcDateTime))
            .With(Select(deferrals, static deferral => deferral.Attempts));
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
        command.With(Select(burials, static burial => burial.Attempts))
            .With(Select(burials, static burial => burial.Reason))
            .With(Select(burials, static burial => burial.Error is null ? null : Parameters.Clean(burial.Error)))
            .With(Select(burials, static burial => burial.At.UtcDateTime));
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

    private NpgsqlBatch AppendBatch(DbTransaction transaction, IReadOnlyList<OutboxMessage> messages)
    {
        var npgsql = (NpgsqlTransaction)transaction;
        var batch = new NpgsqlBatch(npgsql.Connection, npgsql);
        var locks = LocksOf(messages);
        if (locks.Length > 0)
        {
            var command = new NpgsqlBatchCommand(LockKeys);
            command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = locks });
            batch.BatchCommands.Add(command);
        }

        Add(batch, _append, messages, static message => message is { DueAt: null, Place: null });
        Add(batch, _appendDue, messages, static message => message.DueAt is not null);
        Add(batch, _appendPlaced, messages, static message => message is { DueAt: null, Place: not null });
        return batch;
    }

    /// <summary>Gets the locks of the keys of messages, in the order in which everybody takes them.</summary>
    private static int[] LocksOf(IReadOnlyList<OutboxMessage> messages)
    {
        SortedSet<int>? locks = null;
        foreach (var message in messages)
        {
            if (message is { OrderingKey: { } key, DueAt: null, Place: null })
            {
                (locks ??= []).Add(unchecked((int)HashOf(key)));
            }
        }

        return locks is null ? [] : [.. locks];
    }

    private static void Add(NpgsqlBatch batch, string sql, IReadOnlyList<OutboxMessage> messages, Func<OutboxMessage, bool> belongs)
    {
        var rows = messages.All(belongs) ? messages : [.. messages.Where(belongs)];
        if (rows.Count == 0)
        {
            return;
        }

        var command = new NpgsqlBatchCommand(sql);
        var parameters = command.Parameters;
        parameters.Add(new NpgsqlParameter<short[]> { TypedValue = Select(rows, LaneOf) });
        parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = Select(rows, static row => row.MessageId) });
        parameters.Add(Texts(rows, static row => row.Destination.ToString()));
        parameters.Add(Texts(rows, static row => row.MessageType));
        parameters.Add(Texts(rows, static row => row.ContentType));
        parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Select(rows, static row => Parameters.Bytes(row.Body)) });
        parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Select(rows, static row => Parameters.Bytes(row.Headers)) });
        parameters.Add(new NpgsqlParameter<int[]> { TypedValue = Select(rows, static row => (int)row.Flags) });
        parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = Select(rows, static row => row.CreatedAt.UtcDateTime) });
        parameters.Add(Texts(rows, static row => row.OrderingKey is { } key ? Parameters.Clean(key) : null));
        parameters.Add(Moments(rows, static row => row.ExpiresAt));
        parameters.Add(Moments(rows, static row => row.DueAt));
        if (rows[0] is { DueAt: null, Place: not null })
        {
            parameters.Add(new NpgsqlParameter<long[]> { TypedValue = Select(rows, static row => row.Place!.Value) });
        }

        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter Texts(IReadOnlyList<OutboxMessage> rows, Func<OutboxMessage, string?> select) => new()
    {
        Value = Select(rows, select),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
    };

    private static NpgsqlParameter Moments(IReadOnlyList<OutboxMessage> rows, Func<OutboxMessage, DateTimeOffset?> select) => new()
    {
        Value = Select(rows, row => select(row)?.UtcDateTime),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
    };

    /// <summary>Spreads messages evenly, all those of one key into one lane, which one node publishes.</summary>
    /// <remarks>Stored rows carry their lane, so the hash may never change. The last byte of a version 7 (and 4) UUID is random.</remarks>
    private static short LaneOf(OutboxMessage message)
    {
        if (message.OrderingKey is { } key)
        {
            return (short)(HashOf(key) % Schema.Lanes);
        }

        Span<byte> bytes = stackalloc byte[16];
        message.MessageId.TryWriteBytes(bytes);
        return (short)(bytes[15] % Schema.Lanes);
    }

    private static ulong HashOf(string key) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key.AsSpan()));

    private static void AddKeys<T>(NpgsqlParameterCollection parameters, IReadOnlyList<T> rows, Func<T, OutboxKey> key)
    {
        parameters.Add(new NpgsqlParameter<short[]> { TypedValue = Select(rows, row => (short)key(row).Lane) });
        parameters.Add(new NpgsqlParameter<long[]> { TypedValue = Select(rows, row => key(row).Sequence) });
    }

    private static TResult[] Select<T, TResult>(IReadOnlyList<T> rows, Func<T, TResult> select)
    {
        var results = new TResult[rows.Count];
        for (var index = 0; index < results.Length; index++)
        {
            results[index] = select(rows[index]);
        }

        return results;
    }
}
