using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Sqlite;

/// <summary>The redeliveries in SQLite.</summary>
internal sealed class SqliteRedeliveryStore(SqliteMessageStore store) : IRedeliveryStore
{
    /// <inheritdoc/>
    public Task SaveAsync(DbTransaction transaction, Redelivery redelivery, CancellationToken cancellationToken)
    {
        using var command = transaction.CreateCommand(
            """
            INSERT OR REPLACE INTO resile_redelivery (consumer, message_id, message_type, content_type, body, headers, attempts,
                due_at, received_at, error)
            VALUES ($consumer, $id, $type, $contentType, $body, $headers, $attempts, $dueAt, $receivedAt, $error)
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
            .ExecuteNonQuery();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Redelivery>> ReadDueAsync(
        IReadOnlyCollection<string> consumers, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        using var connection = store.Open(Durability.Full);
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT consumer, message_id, message_type, content_type, body, headers, attempts, due_at, received_at, error
            FROM resile_redelivery
            WHERE due_at <= $now AND consumer IN (SELECT value FROM json_each($consumers))
            ORDER BY due_at LIMIT $limit
            """;
        command.With("$now", now).With("$consumers", ToJson(consumers)).With("$limit", limit);
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
            "SELECT min(due_at) FROM resile_redelivery WHERE consumer IN (SELECT value FROM json_each($consumers))";
        return Task.FromResult(command.With("$consumers", ToJson(consumers)).ReadMoment());
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(CancellationToken cancellationToken)
    {
        using var connection = store.Open(Durability.Full);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM resile_redelivery";
        return Task.FromResult(command.ReadCount());
    }

    private static string ToJson(IEnumerable<string> texts) =>
        $"[{string.Join(',', texts.Select(static text => $"\"{JsonEncodedText.Encode(text)}\""))}]";

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
    };
}
