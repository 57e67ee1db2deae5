using System.Data.Common;
using Microsoft.Data.Sqlite;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Sqlite;

/// <summary>The dead letters in SQLite.</summary>
internal sealed class SqliteDeadLetterStore(SqliteMessageStore store) : IDeadLetterStore
{
    private const string Columns =
        """
        side, consumer, destination, message_id, message_type, content_type, body, headers, flags, attempts, reason, error,
            created_at, died_at, ordering_key, place
        """;

    private const string Filter =
        """
        ($side IS NULL OR side = $side) AND ($consumer IS NULL OR consumer = $consumer) AND ($type IS NULL OR message_type = $type)
            AND ($reason IS NULL OR reason = $reason) AND ($key IS NULL OR ordering_key = $key)
            AND ($from IS NULL OR died_at >= $from) AND ($before IS NULL OR died_at < $before)
        """;

    /// <summary>Tells of the letter <c>d</c> whether those behind it wait for it.</summary>
    public static readonly string Blocks =
        $"(d.flags & {(int)MessageFlags.ParkOnFailure}) = 0 AND d.reason <> '{DeadLetterReasons.Expired}'";

    /// <inheritdoc/>
    public Task AddAsync(DbTransaction transaction, DeadLetter letter, CancellationToken cancellationToken)
    {
        using var command = transaction.CreateCommand(
            $"""
            INSERT OR REPLACE INTO resile_dead_letter ({Columns})
            VALUES ($side, $consumer, $destination, $id, $type, $contentType, $body, $headers, $flags, $attempts, $reason, $error,
                $createdAt, $diedAt, $key,
                coalesce($place, CASE WHEN $side = 1 AND $key IS NOT NULL THEN {SqliteRedeliveryStore.NextPlace} END))
            """);
        command
            .With("$side", (int)letter.Side)
            .With("$consumer", letter.Consumer)
            .With("$destination", letter.Destination)
            .With("$id", letter.MessageId)
            .With("$type", letter.MessageType)
            .With("$contentType", letter.ContentType)
            .With("$body", letter.Body.ToArray())
            .With("$headers", letter.Headers)
            .With("$flags", (int)letter.Flags)
            .With("$attempts", letter.Attempts)
            .With("$reason", letter.Reason)
            .With("$error", letter.Error)
            .With("$createdAt", letter.CreatedAt)
            .With("$diedAt", letter.DiedAt)
            .With("$key", letter.OrderingKey)
            .With("$place", letter.Place)
            .ExecuteNonQuery();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeadLetter>> ListAsync(DeadLetterFilter filter, long afterId, int limit, CancellationToken cancellationToken)
    {
        using var connection = store.Open(Durability.Full);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT id, {Columns} FROM resile_dead_letter WHERE {Filter} AND id > $after ORDER BY id LIMIT $limit";
        With(command, filter).With("$after", afterId).With("$limit", limit);
        using var reader = command.ExecuteReader();
        var letters = new List<DeadLetter>();
        while (reader.Read())
        {
            letters.Add(Read(reader));
        }

        return Task.FromResult<IReadOnlyList<DeadLetter>>(letters);
    }

    /// <inheritdoc/>
    public Task<DeadLetter?> TakeAsync(DbTransaction transaction, long id, CancellationToken cancellationToken)
    {
        using var command = transaction.CreateCommand($"DELETE FROM resile_dead_letter WHERE id = $id RETURNING id, {Columns}");
        command.With("$id", id);
        using var reader = command.ExecuteReader();
        return Task.FromResult(reader.Read() ? Read(reader) : null);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<BlockedKey>> ReadBlockedKeysAsync(int limit, CancellationToken cancellationToken)
    {
        using var connection = store.Open(Durability.Full);
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            SELECT DISTINCT consumer, ordering_key FROM resile_dead_letter d
            WHERE ordering_key IS NOT NULL AND {Blocks} ORDER BY 1, 2 LIMIT $limit
            """;
        command.With("$limit", limit);
        using var reader = command.ExecuteReader();
        var keys = new List<BlockedKey>();
        while (reader.Read())
        {
            keys.Add(new BlockedKey(reader.GetString(0), reader.GetString(1)));
        }

        return Task.FromResult<IReadOnlyList<BlockedKey>>(keys);
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        using var connection = store.Open(Durability.Full);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM resile_dead_letter WHERE {Filter}";
        return Task.FromResult(With(command, filter).ReadCount());
    }

    /// <inheritdoc/>
    public Task AddAsync(DbTransaction transaction, DeadLetterAction action, CancellationToken cancellationToken)
    {
        using var command = transaction.CreateCommand(
            """
            INSERT INTO resile_dead_letter_audit (at, action, actor, letter_id, side, consumer, message_id, message_type, reason)
            VALUES ($at, $action, $actor, $letter, $side, $consumer, $id, $type, $reason)
            """);
        command
            .With("$at", action.At)
            .With("$action", action.Action)
            .With("$actor", action.Actor)
            .With("$letter", action.LetterId)
            .With("$side", (int)action.Side)
            .With("$consumer", action.Consumer)
            .With("$id", action.MessageId)
            .With("$type", action.MessageType)
            .With("$reason", action.Reason)
            .ExecuteNonQuery();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeadLetterAction>> ListActionsAsync(long beforeId, int limit, CancellationToken cancellationToken)
    {
        using var connection = store.Open(Durability.Full);
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT at, action, actor, letter_id, side, consumer, message_id, message_type, reason, id
            FROM resile_dead_letter_audit WHERE id < $before ORDER BY id DESC LIMIT $limit
            """;
        command.With("$before", beforeId).With("$limit", limit);
        using var reader = command.ExecuteReader();
        var actions = new List<DeadLetterAction>();
        while (reader.Read())
        {
            actions.Add(new DeadLetterAction(
                reader.GetMoment(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), (DeadLetterSide)reader.GetInt32(4),
                reader.GetString(5), reader.GetUuid(6), reader.GetString(7), reader.GetString(8))
            {
                Id = reader.GetInt64(9),
            });
        }

        return Task.FromResult<IReadOnlyList<DeadLetterAction>>(actions);
    }

    private static SqliteCommand With(SqliteCommand command, DeadLetterFilter filter) => command
        .With("$side", (object?)(int?)filter.Side)
        .With("$consumer", filter.Consumer)
        .With("$type", filter.MessageType)
        .With("$reason", filter.Reason)
        .With("$key", filter.OrderingKey)
        .With("$from", filter.From)
        .With("$before", filter.Before);

    private static DeadLetter Read(SqliteDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        Side = (DeadLetterSide)reader.GetInt32(1),
        Consumer = reader.GetString(2),
        Destination = reader.GetString(3),
        MessageId = reader.GetUuid(4),
        MessageType = reader.GetString(5),
        ContentType = reader.GetString(6),
        Body = reader.GetMemory(7),
        Headers = reader.GetMemory(8),
        Flags = (MessageFlags)reader.GetInt32(9),
        Attempts = reader.GetInt32(10),
        Reason = reader.GetString(11),
        Error = reader.GetText(12),
        CreatedAt = reader.GetMoment(13),
        DiedAt = reader.GetMoment(14),
        OrderingKey = reader.GetText(15),
        Place = reader.IsDBNull(16) ? null : reader.GetInt64(16),
    };
}
