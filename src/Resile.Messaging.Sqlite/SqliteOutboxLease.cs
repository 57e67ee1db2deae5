using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Sqlite;

/// <summary>The right to dispatch a file: a lock on a file beside it, which the operating system takes back when the process dies.</summary>
internal sealed class SqliteOutboxLease : IOutboxLease
{
    private readonly SqliteMessageStore _store;
    private readonly FileStream _lock;
    private long _position;

    private SqliteOutboxLease(SqliteMessageStore store, FileStream fileLock)
    {
        _store = store;
        _lock = fileLock;
    }

    /// <summary>Takes the lock, or returns <see langword="null"/> when somebody has it.</summary>
    public static SqliteOutboxLease? TryAcquire(SqliteMessageStore store, string lockPath)
    {
        try
        {
            return new SqliteOutboxLease(
                store, new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<bool> RenewAsync(CancellationToken cancellationToken) => Task.FromResult(true);

    /// <inheritdoc/>
    public bool Holds(OutboxKey key) => true;

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboxRecord>> ReadNextAsync(
        int limit, IReadOnlyCollection<string> withoutKeys, CancellationToken cancellationToken)
    {
        using var connection = _store.Open(Durability.Full);
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            SELECT seq, message_id, destination, message_type, content_type, body, headers, flags, attempts, created_at,
                ordering_key, expires_at
            FROM resile_outbox r
            WHERE seq > $position AND (ordering_key IS NULL OR (
                ordering_key NOT IN (SELECT value FROM json_each($without))
                AND NOT EXISTS (SELECT 1 FROM resile_outbox e WHERE e.ordering_key = r.ordering_key AND e.seq <= $position)
                AND NOT EXISTS (
                    SELECT 1 FROM resile_dead_letter d
                    WHERE d.consumer = '' AND d.ordering_key = r.ordering_key AND d.side = 0 AND {SqliteDeadLetterStore.Blocks})))
            ORDER BY seq LIMIT $limit
            """;
        command.With("$position", _position).With("$without", SqliteCommands.ToJson(withoutKeys)).With("$limit", limit);
        using var reader = command.ExecuteReader();
        var records = new List<OutboxRecord>();
        while (reader.Read())
        {
            records.Add(Read(reader));
        }

        if (records.Count > 0)
        {
            _position = records[^1].Key.Sequence;
        }

        return Task.FromResult<IReadOnlyList<OutboxRecord>>(records);
    }

    /// <inheritdoc/>
    public void Rewind() => _position = 0;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _lock.DisposeAsync();

    private static OutboxRecord Read(Microsoft.Data.Sqlite.SqliteDataReader reader)
    {
        Destination.TryParse(reader.GetString(2), out var destination);
        return new OutboxRecord(
            new OutboxKey(Lane: 0, reader.GetInt64(0)),
            reader.GetInt32(8),
            new OutboxMessage
            {
                MessageId = reader.GetUuid(1),
                Destination = destination,
                MessageType = reader.GetString(3),
                ContentType = reader.GetString(4),
                Body = reader.GetMemory(5),
                Headers = reader.GetMemory(6),
                Flags = (MessageFlags)reader.GetInt32(7),
                CreatedAt = reader.GetMoment(9),
                OrderingKey = reader.GetText(10),
                ExpiresAt = reader.GetMomentOrNull(11),
            });
    }
}
