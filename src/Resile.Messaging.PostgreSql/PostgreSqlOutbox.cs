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

    private readonly string _delete = Sql.In(schema, """
        DELETE FROM $schema.outbox o USING unnest($1, $2) AS k (lane, sequence)
        WHERE o.lane = k.lane AND o.sequence = k.sequence
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
          flags, ordering_key, attempts, reason, error, created_at, died_at)
        SELECT DISTINCT ON (message_id) 0, '', destination, message_id, message_type, content_type, body, headers,
          flags, ordering_key, new_attempts, reason, error, created_at, died_at
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
        foreach (var command in AppendCommands(transaction, messages))
        {
            using (command)
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Append(DbTransaction transaction, IReadOnlyList<OutboxMessage> messages)
    {
        foreach (var command in AppendCommands(transaction, messages))
        {
            using (command)
            {
                command.ExecuteNonQuery();
            }
        }
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

    private IEnumerable<NpgsqlCommand> AppendCommands(DbTransaction transaction, IReadOnlyList<OutboxMessage> messages)
    {
        var due = messages.Count(static message => message.DueAt is not null);
        if (due < messages.Count)
        {
            yield return AppendCommand(transaction, _append, due == 0 ? messages : [.. messages.Where(static message => message.DueAt is null)]);
        }

        if (due > 0)
        {
            yield return AppendCommand(transaction, _appendDue, [.. messages.Where(static message => message.DueAt is not null)]);
        }
    }

    private static NpgsqlCommand AppendCommand(DbTransaction transaction, string sql, IReadOnlyList<OutboxMessage> rows)
    {
        var command = Commands.Create(transaction, sql)
            .With(Select(rows, LaneOf))
            .With(Select(rows, static row => row.MessageId))
            .With(Select(rows, static row => row.Destination.ToString()))
            .With(Select(rows, static row => row.MessageType))
            .With(Select(rows, static row => row.ContentType))
            .With(Select(rows, static row => Parameters.Bytes(row.Body)))
            .With(Select(rows, static row => Parameters.Bytes(row.Headers)))
            .With(Select(rows, static row => (int)row.Flags))
            .With(Select(rows, static row => row.CreatedAt.UtcDateTime));
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = Select(rows, static row => row.OrderingKey),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });
        command.Parameters.Add(Moments(rows, static row => row.ExpiresAt));
        command.Parameters.Add(Moments(rows, static row => row.DueAt));
        return command;
    }

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
            return (short)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key.AsSpan())) % Schema.Lanes);
        }

        Span<byte> bytes = stackalloc byte[16];
        message.MessageId.TryWriteBytes(bytes);
        return (short)(bytes[15] % Schema.Lanes);
    }

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
