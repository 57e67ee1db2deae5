using Npgsql;
using NpgsqlTypes;

namespace Resile.Benchmarks.Messaging.Peers;

/// <summary>A business transaction that writes the outbox row itself: prepared, in one journey with the commit, and nothing besides. The limit of what stands on the database.</summary>
internal sealed class RowByHand(NpgsqlDataSource database, string businessInsert, int bytes)
{
    private const int Lanes = 64;
    private const string Insert = """
        insert into resile.outbox (lane, message_id, destination, message_type, content_type, body, headers, flags, attempts, ordering_key, expires_at, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11)
        """;

    private readonly byte[] _body = new byte[bytes];

    public async Task RunAsync(int number)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(businessInsert, connection, transaction);
        Database.Fill(command, Shipped.Of(number));
        await command.ExecuteNonQueryAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(Row(number));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await batch.PrepareAsync();
        await batch.ExecuteNonQueryAsync();
    }

    private NpgsqlBatchCommand Row(int number) => new(Insert)
    {
        Parameters =
        {
            new NpgsqlParameter<short> { TypedValue = (short)((number & int.MaxValue) % Lanes) },
            new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() },
            new NpgsqlParameter<string> { TypedValue = "topic:" + DispatchFigures.Topic },
            new NpgsqlParameter<string> { TypedValue = "urn:message:" + DispatchFigures.Topic },
            new NpgsqlParameter<string> { TypedValue = "application/vnd.masstransit+json" },
            new NpgsqlParameter<byte[]> { TypedValue = _body },
            new NpgsqlParameter<byte[]> { TypedValue = [] },
            new NpgsqlParameter<int> { TypedValue = 0 },
            new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            new NpgsqlParameter<DateTime> { TypedValue = DateTime.UtcNow },
        },
    };
}
