using System.Data.Common;
using Microsoft.Data.Sqlite;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Sqlite;

/// <summary>The redeliveries in SQLite.</summary>
internal sealed class SqliteRedeliveryStore(SqliteMessageStore store) : IRedeliveryStore
{
    /// <summary>The place behind all of a consumer and key, as an expression.</summary>
    public const string NextPlace =
        """
        (SELECT 1 + max(
            (SELECT coalesce(max(place), 0) FROM resile_redelivery WHERE consumer = $consumer AND ordering_key = $key),
            (SELECT coalesce(max(place), 0) FROM resile_dead_letter WHERE consumer = $consumer AND ordering_key = $key AND side = 1)))
        """;

    private const string Columns =
        "consumer, message_id, message_type, content_type, body, headers, attempts, due_at, received_at, error, ordering_key, place";

    /// <summary>Tells of the redelivery <c>r</c> whether it is the first of its key, where nothing of the key is a dead letter that the others wait for.</summary>
    public static readonly string IsItsTurn =
        $"""
        (r.ordering_key IS NULL OR (
            NOT EXISTS (
                SELECT 1 FROM resile_redelivery e
                WHERE e.consumer = r.consumer AND e.ordering_key = r.ordering_key AND e.place < r.place)
            AND NOT EXISTS (
                SELECT 1 FROM resile_dead_letter d
                WHERE d.consumer = r.consumer AND d.ordering_key = r.ordering_key AND d.side = 1 AND {SqliteDeadLetterStore.Blocks})))
        """;

    /// <inheritdoc/>
    public Task SaveAsync(DbTransaction transaction, Redelivery redelivery, CancellationToken cancellationToken) =>
        Insert(transaction, "OR REPLACE", redelivery);

    /// <inheritdoc/>
    public Task QueueAsync(DbTransaction transaction, Redelivery redelivery, CancellationToken cancellationToken) =>
        Insert(transaction, "OR IGNORE", redelivery);

    /// <inheritdoc/>
    public Task<OrderedTurn> ReadTurnAsync(
        DbTransaction transaction, string consumer, string orderingKey, Guid messageId, long? place, CancellationToken cancellationToken)
    {
        using var command = transaction.CreateCommand(
            $"""
            SELECT CASE
                WHEN $place IS NULL AND (
                    EXISTS (SELECT 1 FROM resile_redelivery WHERE consumer = $consumer AND message_id = $id)
                    OR EXISTS (SELECT 1 FROM resile_dead_letter WHERE side = 1 AND consumer = $consumer AND message_id = $id)) THEN 2
                WHEN EXISTS (
                    SELECT 1 FROM resile_redelivery
                    WHERE consumer = $consumer AND ordering_key = $key AND ($place IS NULL OR place < $place)) THEN 1
                WHEN EXISTS (
                    SELECT 1 FROM resile_dead_letter d
                    WHERE d.consumer = $consumer AND d.ordering_key = $key AND d.side = 1 AND {SqliteDeadLetterStore.Blocks}) THEN 1
                ELSE 0 END
            """);
        var turn = command.With("$consumer", consumer).With("$key", orderingKey).With("$id", messageId).With("$place", place).ReadCount();
        return Task.FromResult((OrderedTurn)turn);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Redelivery>> ReadDueAsync(
        IReadOnlyCollection<string> consumers, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        using var connection = store.Open(Durability.Full);
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            SELECT {Columns} FROM resile_redelivery r
            WHERE due_at <= $now AND consumer IN (SELECT value FROM json_each($consumers)) AND {IsItsTurn}
            ORDER BY due_at LIMIT $limit
            """;
        command.With("$now", now).With("$consumers", SqliteCommands.ToJson(consumers)).With("$limit", limit);
        using var reader = command.ExecuteReader();
        var due = new List<Redelivery>();
        while (reader.Read())
        {
            due.Add(Read(reader));
        }

        return Task.FromResult<IReadOnlyList<Redelivery>>(due);
    }

    /// <inheritdoc/>
    public Task<bool> TryTakeAsync(
        DbTransaction transaction, string consumer, Guid messageId, int attempts, CancellationToken cancellationToken)
    {
        using var command = transaction.CreateCommand(
            "DELETE FROM resile_redelivery WHERE consumer = $consumer AND message_id = $id AND attempts = $attempts");
        var deleted = command.With("$consumer", consumer).With("$id", messageId).With("$attempts", attempts).ExecuteNonQuery();
        return Task.FromResult(deleted == 1);
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset?> ReadNextDueAsync(IReadOnlyCollection<string> consumers, CancellationToken cancellationToken)
    {
        using var connection = store.Open(Durability.Full);
        using var command = connection.CreateCommand();
        command.CommandText =
            $"SELECT min(due_at) FROM resile_redelivery r WHERE consumer IN (SELECT value FROM json_each($consumers)) AND {IsItsTurn}";
        return Task.FromResult(command.With("$consumers", SqliteCommands.ToJson(consumers)).ReadMoment());
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(CancellationToken cancellationToken)
    {
        using var connection = store.Open(Durability.Full);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM resile_redelivery";
        return Task.FromResult(command.ReadCount());
    }

    private static Task Insert(DbTransaction transaction, string conflict, Redelivery redelivery)
    {
        using var command = transaction.CreateCommand(
            $"""
            INSERT {conflict} INTO resile_redelivery ({Columns})
            VALUES ($consumer, $id, $type, $contentType, $body, $headers, $attempts, $dueAt, $receivedAt, $error, $key,
                coalesce($place, CASE WHEN $key IS NOT NULL THEN {NextPlace} END))
            """);
        command
            .With("$consumer", redelivery.Consumer)
            .With("$id", redelivery.MessageId)
            .With("$type", redelivery.MessageType)
            .With("$contentType", redelivery.ContentType)
            .With("$body", redelivery.Body)
            .With("$headers", redelivery.Headers)
            .With("$attempts", redelivery.Attempts)
            .With("$dueAt", redelivery.DueAt)
            .With("$receivedAt", redelivery.ReceivedAt)
            .With("$error", redelivery.Error)
            .With("$key", redelivery.OrderingKey)
            .With("$place", redelivery.Place)
            .ExecuteNonQuery();
        return Task.CompletedTask;
    }

    private static Redelivery Read(SqliteDataReader reader) => new()
    {
        Consumer = reader.GetString(0),
        MessageId = reader.GetUuid(1),
        MessageType = reader.GetString(2),
        ContentType = reader.GetString(3),
        Body = reader.GetMemory(4),
        Headers = reader.GetMemory(5),
        Attempts = reader.GetInt32(6),
        DueAt = reader.GetMoment(7),
        ReceivedAt = reader.GetMoment(8),
        Error = reader.GetText(9),
        OrderingKey = reader.GetText(10),
        Place = reader.IsDBNull(11) ? null : reader.GetInt64(11),
    };
}
