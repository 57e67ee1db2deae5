using System.Data.Common;
using Npgsql;
using Resile.Messaging.Storage;

namespace Resile.Messaging.PostgreSql;

/// <summary>Messages that were given up.</summary>
internal sealed class PostgreSqlDeadLetters(NpgsqlDataSource dataSource, string schema) : IDeadLetterStore
{
    private const string Columns = "side, consumer, destination, message_id, message_type, content_type, body, headers, flags, "
        + "attempts, reason, error, created_at, died_at, ordering_key";

    private readonly string _add = Sql.In(schema, $"""
        INSERT INTO $schema.dead_letter ({Columns})
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        {OnConflict}
        """);

    private readonly string _list = Sql.In(schema,
        $"SELECT id, {Columns} FROM $schema.dead_letter WHERE id > $1 ORDER BY id LIMIT $2");

    private readonly string _take = Sql.In(schema, $"DELETE FROM $schema.dead_letter WHERE id = $1 RETURNING id, {Columns}");

    private readonly string _count = Sql.In(schema, "SELECT count(*) FROM $schema.dead_letter");

    /// <summary>Replaces the letter that there is already for the same side, consumer and message.</summary>
    public const string OnConflict = """
        ON CONFLICT (side, consumer, message_id) DO UPDATE SET
          destination = excluded.destination, message_type = excluded.message_type, content_type = excluded.content_type,
          body = excluded.body, headers = excluded.headers, flags = excluded.flags, attempts = excluded.attempts,
          reason = excluded.reason, error = excluded.error, created_at = excluded.created_at, died_at = excluded.died_at,
          ordering_key = excluded.ordering_key
        """;

    public async Task AddAsync(DbTransaction transaction, DeadLetter letter, CancellationToken cancellationToken)
    {
        using var command = Commands.Create(transaction, _add)
            .With((short)letter.Side)
            .With(letter.Consumer)
            .With(letter.Destination)
            .With(letter.MessageId)
            .With(letter.MessageType)
            .With(letter.ContentType)
            .With(letter.Body)
            .With(letter.Headers)
            .With((int)letter.Flags)
            .With(letter.Attempts)
            .With(letter.Reason)
            .WithText(letter.Error)
            .With(letter.CreatedAt)
            .With(letter.DiedAt)
            .WithText(letter.OrderingKey);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<DeadLetter>> ListAsync(long afterId, int limit, CancellationToken cancellationToken)
    {
        using var command = dataSource.CreateCommand(_list).With(afterId).With(limit);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        var letters = new List<DeadLetter>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            letters.Add(Read(reader));
        }

        return letters;
    }

    public async Task<DeadLetter?> TakeAsync(DbTransaction transaction, long id, CancellationToken cancellationToken)
    {
        using var command = Commands.Create(transaction, _take).With(id);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? Read(reader) : null;
    }

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        using var command = dataSource.CreateCommand(_count);
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static DeadLetter Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        Side = (DeadLetterSide)reader.GetInt16(1),
        Consumer = reader.GetString(2),
        Destination = reader.GetString(3),
        MessageId = reader.GetGuid(4),
        MessageType = reader.GetString(5),
        ContentType = reader.GetString(6),
        Body = reader.GetFieldValue<byte[]>(7),
        Headers = reader.GetFieldValue<byte[]>(8),
        Flags = (MessageFlags)reader.GetInt32(9),
        Attempts = reader.GetInt32(10),
        Reason = reader.GetString(11),
        Error = reader.IsDBNull(12) ? null : reader.GetString(12),
        CreatedAt = reader.GetMoment(13),
        DiedAt = reader.GetMoment(14),
        OrderingKey = reader.IsDBNull(15) ? null : reader.GetString(15),
    };
}
