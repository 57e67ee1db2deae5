using System.Data.Common;
using Npgsql;
using Resile.Messaging.Storage;

namespace Resile.Messaging.PostgreSql;

/// <summary>Received messages that wait for their handler's next attempt.</summary>
internal sealed class PostgreSqlRedeliveries(NpgsqlDataSource dataSource, string schema) : IRedeliveryStore
{
    private readonly string _save = Sql.In(schema, """
        INSERT INTO $schema.redelivery
          (consumer, message_id, message_type, content_type, body, headers, attempts, due_at, received_at, error)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (consumer, message_id) DO UPDATE SET
          message_type = excluded.message_type, content_type = excluded.content_type, body = excluded.body,
          headers = excluded.headers, attempts = excluded.attempts, due_at = excluded.due_at,
          received_at = excluded.received_at, error = excluded.error
        """);

    private readonly string _readDue = Sql.In(schema, """
        SELECT consumer, message_id, message_type, content_type, body, headers, attempts, due_at, received_at, error
        FROM $schema.redelivery WHERE consumer = ANY ($1) AND due_at <= $2 ORDER BY due_at LIMIT $3
        """);

    private readonly string _take = Sql.In(schema, """
        DELETE FROM $schema.redelivery WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM $schema.redelivery
          WHERE consumer = $1 AND message_id = $2 AND attempts = $3 FOR UPDATE SKIP LOCKED))
        """);

    private readonly string _nextDue = Sql.In(schema, "SELECT min(due_at) FROM $schema.redelivery WHERE consumer = ANY ($1)");

    private readonly string _count = Sql.In(schema, "SELECT count(*) FROM $schema.redelivery");

    public async Task SaveAsync(DbTransaction transaction, Redelivery redelivery, CancellationToken cancellationToken)
    {
        using var command = Commands.Create(transaction, _save)
            .With(redelivery.Consumer)
            .With(redelivery.MessageId)
            .With(redelivery.MessageType)
            .With(redelivery.ContentType)
            .With(redelivery.Body)
            .With(redelivery.Headers)
            .With(redelivery.Attempts)
            .With(redelivery.DueAt)
            .With(redelivery.ReceivedAt)
            .WithText(redelivery.Error);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<Redelivery>> ReadDueAsync(
        IReadOnlyCollection<string> consumers, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        using var command = dataSource.CreateCommand(_readDue).With(consumers.ToArray()).With(now).With(limit);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        var due = new List<Redelivery>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            due.Add(new Redelivery
            {
                Consumer = reader.GetString(0),
                MessageId = reader.GetGuid(1),
                MessageType = reader.GetString(2),
                ContentType = reader.GetString(3),
                Body = reader.GetFieldValue<byte[]>(4),
                Headers = reader.GetFieldValue<byte[]>(5),
                Attempts = reader.GetInt32(6),
                DueAt = reader.GetMoment(7),
                ReceivedAt = reader.GetMoment(8),
                Error = reader.IsDBNull(9) ? null : reader.GetString(9),
            });
        }

        return due;
    }

    public async Task<bool> TryTakeAsync(
        DbTransaction transaction, string consumer, Guid messageId, int attempts, CancellationToken cancellationToken)
    {
        using var command = Commands.Create(transaction, _take).With(consumer).With(messageId).With(attempts);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    public async Task<DateTimeOffset?> ReadNextDueAsync(
        IReadOnlyCollection<string> consumers, CancellationToken cancellationToken)
    {
        using var command = dataSource.CreateCommand(_nextDue).With(consumers.ToArray());
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is DateTime due
            ? new DateTimeOffset(due, TimeSpan.Zero)
            : null;
    }

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        using var command = dataSource.CreateCommand(_count);
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}
