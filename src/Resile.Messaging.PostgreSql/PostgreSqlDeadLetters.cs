using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Resile.Messaging.Storage;

namespace Resile.Messaging.PostgreSql;

/// <summary>Messages that were given up.</summary>
internal sealed class PostgreSqlDeadLetters(NpgsqlDataSource dataSource, string schema) : IDeadLetterStore
{
    private const string Columns = "side, consumer, destination, message_id, message_type, content_type, body, headers, flags, "
        + "attempts, reason, error, created_at, died_at, ordering_key, place";

    private readonly string _add = Sql.In(schema, $"""
        INSERT INTO $schema.dead_letter ({Columns})
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
          coalesce($16, CASE WHEN $1 = 1 AND $15 IS NOT NULL THEN nextval({PostgreSqlRedeliveries.Places}) END))
        {OnConflict}
        """);

    // By position, each may be NULL: side, consumer, type, reason, key, from, before.
    private const string Filter = """
        ($1 IS NULL OR side = $1) AND ($2 IS NULL OR consumer = $2) AND ($3 IS NULL OR message_type = $3) AND ($4 IS NULL OR reason = $4)
          AND ($5 IS NULL OR ordering_key = $5) AND ($6 IS NULL OR died_at >= $6) AND ($7 IS NULL OR died_at < $7)
        """;

    private readonly string _list = Sql.In(schema,
        $"SELECT id, {Columns} FROM $schema.dead_letter WHERE {Filter} AND id > $8 ORDER BY id LIMIT $9");

    private readonly string _addAction = Sql.In(schema, """
        INSERT INTO $schema.dead_letter_audit (at, action, actor, letter_id, side, consumer, message_id, message_type, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """);

    private readonly string _listActions = Sql.In(schema, """
        SELECT at, action, actor, letter_id, side, consumer, message_id, message_type, reason, id
        FROM $schema.dead_letter_audit WHERE id < $1 ORDER BY id DESC LIMIT $2
        """);

    private readonly string _take = Sql.In(schema, $"DELETE FROM $schema.dead_letter WHERE id = $1 RETURNING id, {Columns}");

    private readonly string _blocked = Sql.In(schema, $"""
        SELECT DISTINCT d.consumer, d.ordering_key FROM $schema.dead_letter d
        WHERE d.ordering_key IS NOT NULL AND {Blocks} ORDER BY 1, 2 LIMIT $1
        """);

    private readonly string _count = Sql.In(schema, $"SELECT count(*) FROM $schema.dead_letter WHERE {Filter}");

    /// <summary>Replaces the letter that there is already for the same side, consumer and message.</summary>
    public const string OnConflict = """
        ON CONFLICT (side, consumer, message_id) DO UPDATE SET
          destination = excluded.destination, message_type = excluded.message_type, content_type = excluded.content_type,
          body = excluded.body, headers = excluded.headers, flags = excluded.flags, attempts = excluded.attempts,
          reason = excluded.reason, error = excluded.error, created_at = excluded.created_at, died_at = excluded.died_at,
          ordering_key = excluded.ordering_key, place = excluded.place
        """;

    /// <summary>Tells of the letter <c>d</c> whether those behind it wait for it.</summary>
    public static readonly string Blocks =
        $"(d.flags & {(int)MessageFlags.ParkOnFailure}) = 0 AND d.reason <> '{DeadLetterReasons.Expired}'";

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
            .WithText(letter.OrderingKey)
            .With(letter.Place);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<DeadLetter>> ListAsync(
        DeadLetterFilter filter, long afterId, int limit, CancellationToken cancellationToken)
    {
        using var command = With(dataSource.CreateCommand(_list), filter).With(afterId).With(limit);
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

    public async Task<IReadOnlyList<BlockedKey>> ReadBlockedKeysAsync(int limit, CancellationToken cancellationToken)
    {
        using var command = dataSource.CreateCommand(_blocked).With(limit);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        var keys = new List<BlockedKey>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            keys.Add(new BlockedKey(reader.GetString(0), reader.GetString(1)));
        }

        return keys;
    }

    public async Task<long> CountAsync(DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        using var command = With(dataSource.CreateCommand(_count), filter);
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    public async Task AddAsync(DbTransaction transaction, DeadLetterAction action, CancellationToken cancellationToken)
    {
        using var command = Commands.Create(transaction, _addAction)
            .With(action.At)
            .With(action.Action)
            .With(action.Actor)
            .With(action.LetterId)
            .With((short)action.Side)
            .With(action.Consumer)
            .With(action.MessageId)
            .With(action.MessageType)
            .With(action.Reason);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<DeadLetterAction>> ListActionsAsync(long beforeId, int limit, CancellationToken cancellationToken)
    {
        using var command = dataSource.CreateCommand(_listActions).With(beforeId).With(limit);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        var actions = new List<DeadLetterAction>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            actions.Add(new DeadLetterAction(
                reader.GetMoment(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), (DeadLetterSide)reader.GetInt16(4),
                reader.GetString(5), reader.GetGuid(6), reader.GetString(7), reader.GetString(8))
            {
                Id = reader.GetInt64(9),
            });
        }

        return actions;
    }

    private static NpgsqlCommand With(NpgsqlCommand command, DeadLetterFilter filter)
    {
        Add((short?)filter.Side, NpgsqlDbType.Smallint);
        Add(filter.Consumer, NpgsqlDbType.Text);
        Add(filter.MessageType, NpgsqlDbType.Text);
        Add(filter.Reason, NpgsqlDbType.Text);
        Add(filter.OrderingKey, NpgsqlDbType.Text);
        Add(filter.From?.UtcDateTime, NpgsqlDbType.TimestampTz);
        Add(filter.Before?.UtcDateTime, NpgsqlDbType.TimestampTz);
        return command;

        void Add(object? value, NpgsqlDbType type) =>
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
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
        Place = reader.IsDBNull(16) ? null : reader.GetInt64(16),
    };
}
