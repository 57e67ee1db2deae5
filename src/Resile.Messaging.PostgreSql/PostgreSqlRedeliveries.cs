using System.Data.Common;
using Npgsql;
using Resile.Messaging.Storage;

namespace Resile.Messaging.PostgreSql;

/// <summary>Received messages that wait for their handler's next attempt.</summary>
internal sealed class PostgreSqlRedeliveries(NpgsqlDataSource dataSource, string schema) : IRedeliveryStore
{
    /// <summary>The sequence of the places, as an expression.</summary>
    public const string Places = "pg_get_serial_sequence('$schema.redelivery', 'place')";

    private const string Columns = "consumer, message_id, message_type, content_type, body, headers, attempts, due_at, received_at, error, "
        + "ordering_key, place";

    // The first of its key, where nothing of the key is a dead letter that the others wait for.
    private const string IsFirst = """
        (r.ordering_key IS NULL OR NOT EXISTS (
          SELECT FROM $schema.redelivery e WHERE e.consumer = r.consumer AND e.ordering_key = r.ordering_key AND e.place < r.place))
        """;

    private static readonly string IsFree = $"""
        (r.ordering_key IS NULL OR NOT EXISTS (
          SELECT FROM $schema.dead_letter d
          WHERE d.consumer = r.consumer AND d.ordering_key = r.ordering_key AND d.side = 1 AND {PostgreSqlDeadLetters.Blocks}))
        """;

    private static readonly string Insert = $"""
        INSERT INTO $schema.redelivery ({Columns})
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, coalesce($12, nextval({Places})))
        """;

    private readonly string _save = Sql.In(schema, $"""
        {Insert}
        ON CONFLICT (consumer, message_id) DO UPDATE SET
          message_type = excluded.message_type, content_type = excluded.content_type, body = excluded.body,
          headers = excluded.headers, attempts = excluded.attempts, due_at = excluded.due_at,
          received_at = excluded.received_at, error = excluded.error, ordering_key = excluded.ordering_key,
          place = least(excluded.place, redelivery.place)
        """);

    private readonly string _queue = Sql.In(schema, $"{Insert} ON CONFLICT DO NOTHING");

    private readonly string _readDue = Sql.In(schema, $"""
        SELECT {Columns} FROM $schema.redelivery r
        WHERE consumer = ANY ($1) AND due_at <= $2 AND {IsFirst} AND {IsFree} ORDER BY due_at LIMIT $3
        """);

    private readonly string _take = Sql.In(schema, """
        DELETE FROM $schema.redelivery WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM $schema.redelivery
          WHERE consumer = $1 AND message_id = $2 AND attempts = $3 FOR UPDATE SKIP LOCKED))
        """);

    // Rows that another transaction has taken and not committed are still seen: the message waits for them, too.
    private readonly string _turn = Sql.In(schema, $"""
        SELECT CASE
          WHEN $4 IS NULL AND (
            EXISTS (SELECT FROM $schema.redelivery WHERE consumer = $1 AND message_id = $3)
            OR EXISTS (SELECT FROM $schema.dead_letter WHERE side = 1 AND consumer = $1 AND message_id = $3)) THEN 2
          WHEN EXISTS (
            SELECT FROM $schema.redelivery r
            WHERE r.consumer = $1 AND r.ordering_key = $2 AND ($4 IS NULL OR r.place < $4)) THEN 1
          WHEN EXISTS (
            SELECT FROM $schema.dead_letter d
            WHERE d.consumer = $1 AND d.ordering_key = $2 AND d.side = 1 AND {PostgreSqlDeadLetters.Blocks}) THEN 1
          ELSE 0 END
        """);

    private readonly string _nextDue = Sql.In(schema, $"""
        SELECT min(due_at) FROM $schema.redelivery r WHERE consumer = ANY ($1) AND {IsFirst} AND {IsFree}
        """);

    private readonly string _count = Sql.In(schema, "SELECT count(*) FROM $schema.redelivery");

    public Task SaveAsync(DbTransaction transaction, Redelivery redelivery, CancellationToken cancellationToken) =>
        InsertAsync(transaction, _save, redelivery, cancellationToken);

    public Task QueueAsync(DbTransaction transaction, Redelivery redelivery, CancellationToken cancellationToken) =>
        InsertAsync(transaction, _queue, redelivery, cancellationToken);

    public async Task<OrderedTurn> ReadTurnAsync(
        DbTransaction transaction, string consumer, string orderingKey, Guid messageId, long? place, CancellationToken cancellationToken)
    {
        using var command = Commands.Create(transaction, _turn).With(consumer).With(orderingKey).With(messageId).With(place);
        return (OrderedTurn)(int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
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
                OrderingKey = reader.IsDBNull(10) ? null : reader.GetString(10),
                Place = reader.GetInt64(11),
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

    private static async Task InsertAsync(DbTransaction transaction, string sql, Redelivery redelivery, CancellationToken cancellationToken)
    {
        using var command = Commands.Create(transaction, sql)
            .With(redelivery.Consumer)
            .With(redelivery.MessageId)
            .With(redelivery.MessageType)
            .With(redelivery.ContentType)
            .With(redelivery.Body)
            .With(redelivery.Headers)
            .With(redelivery.Attempts)
            .With(redelivery.DueAt)
            .With(redelivery.ReceivedAt)
            .WithText(redelivery.Error)
            .WithText(redelivery.OrderingKey)
            .With(redelivery.Place);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
