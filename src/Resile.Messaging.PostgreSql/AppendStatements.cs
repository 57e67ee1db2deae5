using System.IO.Hashing;
using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;
using Resile.Messaging.Storage;

namespace Resile.Messaging.PostgreSql;

/// <summary>What writes messages into the outbox.</summary>
internal sealed class AppendStatements(string schema)
{
    /// <summary>The columns of a row, without its place and when it is due.</summary>
    public const string Columns =
        "lane, message_id, destination, message_type, content_type, body, headers, flags, attempts, ordering_key, expires_at, created_at";

    private const string Appended = """
        SELECT lane, message_id, destination, message_type, content_type, body, headers, flags, 0, ordering_key, expires_at, created_at
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
          WITH ORDINALITY AS m (lane, message_id, destination, message_type, content_type, body, headers, flags, created_at,
            ordering_key, expires_at, due_at, place)
        """;

    // Sequences are given in the order of the inserts and seen in that of the commits. Within a key the two are to be one: who sends one of a key waits
    // for who sent one before it in a transaction that has not ended.
    private const string LockKeys = "SELECT pg_advisory_xact_lock(hashtext('resile.messaging.order'), k) FROM unnest($1) AS k";

    private const string Returned = " RETURNING lane, sequence, message_id";

    private const string AppendAll = $"INSERT INTO $schema.outbox ({Columns}) {Appended} ORDER BY place";

    // A transaction has one message more often than not, and taking arrays apart costs more than inserting it.
    private const string AppendOne = $"INSERT INTO $schema.outbox ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11)";

    private readonly string _appendAll = Sql.In(schema, AppendAll);
    private readonly string _appendAllReturned = Sql.In(schema, AppendAll + Returned);
    private readonly string _appendOne = Sql.In(schema, AppendOne);
    private readonly string _appendOneReturned = Sql.In(schema, AppendOne + Returned);

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

    /// <summary>Makes the statements that write messages, in their order.</summary>
    /// <param name="transaction">The transaction in which they are written.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="returnsKeys">Whether the keys of the rows that can be published at once are returned, with the identities of their messages.</param>
    public NpgsqlBatch For(NpgsqlTransaction transaction, IReadOnlyList<OutboxMessage> messages, bool returnsKeys = false)
    {
        var batch = new NpgsqlBatch(transaction.Connection, transaction);
        if (messages is [{ DueAt: null, Place: null, OrderingKey: null } only])
        {
            batch.BatchCommands.Add(One(only, returnsKeys ? _appendOneReturned : _appendOne));
            return batch;
        }

        var locks = LocksOf(messages);
        if (locks.Length > 0)
        {
            var command = new NpgsqlBatchCommand(LockKeys);
            command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = locks });
            batch.BatchCommands.Add(command);
        }

        Add(batch, returnsKeys ? _appendAllReturned : _appendAll, messages, static message => message is { DueAt: null, Place: null });
        Add(batch, _appendDue, messages, static message => message.DueAt is not null);
        Add(batch, _appendPlaced, messages, static message => message is { DueAt: null, Place: not null });
        return batch;
    }

    private static NpgsqlBatchCommand One(OutboxMessage row, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = LaneOf(row) });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = row.MessageId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = row.Destination.ToString() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = row.MessageType });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = row.ContentType });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Parameters.Bytes(row.Body) });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Parameters.Bytes(row.Headers) });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)row.Flags });
        command.Parameters.Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = row.ExpiresAt is { } moment ? moment.UtcDateTime : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = row.CreatedAt.UtcDateTime });
        return command;
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
        parameters.Add(new NpgsqlParameter<short[]> { TypedValue = Parameters.Select(rows, LaneOf) });
        parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = Parameters.Select(rows, static row => row.MessageId) });
        parameters.Add(Texts(rows, static row => row.Destination.ToString()));
        parameters.Add(Texts(rows, static row => row.MessageType));
        parameters.Add(Texts(rows, static row => row.ContentType));
        parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Parameters.Select(rows, static row => Parameters.Bytes(row.Body)) });
        parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = Parameters.Select(rows, static row => Parameters.Bytes(row.Headers)) });
        parameters.Add(new NpgsqlParameter<int[]> { TypedValue = Parameters.Select(rows, static row => (int)row.Flags) });
        parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = Parameters.Select(rows, static row => row.CreatedAt.UtcDateTime) });
        parameters.Add(Texts(rows, static row => row.OrderingKey is { } key ? Parameters.Clean(key) : null));
        parameters.Add(Moments(rows, static row => row.ExpiresAt));
        parameters.Add(Moments(rows, static row => row.DueAt));
        if (rows[0] is { DueAt: null, Place: not null })
        {
            parameters.Add(new NpgsqlParameter<long[]> { TypedValue = Parameters.Select(rows, static row => row.Place!.Value) });
        }

        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter Texts(IReadOnlyList<OutboxMessage> rows, Func<OutboxMessage, string?> select) => new()
    {
        Value = Parameters.Select(rows, select),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
    };

    private static NpgsqlParameter Moments(IReadOnlyList<OutboxMessage> rows, Func<OutboxMessage, DateTimeOffset?> select) => new()
    {
        Value = Parameters.Select(rows, row => select(row)?.UtcDateTime),
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
}
