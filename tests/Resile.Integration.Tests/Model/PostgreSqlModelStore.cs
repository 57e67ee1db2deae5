using System.Data.Common;
using Npgsql;
using Resile.Integration.Tests.PostgreSql;
using Resile.Messaging.Storage;

namespace Resile.Integration.Tests.Model;

/// <summary>A schema of its own on the server. A node that dies loses its session, as the server would end it.</summary>
internal sealed class PostgreSqlModelStore : IModelStore
{
    private readonly StoreUnderTest _test;

    private PostgreSqlModelStore(StoreUnderTest test) => _test = test;

    public IMessageStore Messages => _test.Store;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<IModelStore> CreateAsync()
    {
        var store = new PostgreSqlModelStore(await StoreUnderTest.CreateAsync());
        await store._test.ExecuteAsync("create table $schema.effects (place bigint generated always as identity primary key, text text not null)");
        return store;
    }

    public async Task AddEffectAsync(DbTransaction transaction, string text)
    {
        await using var command = new NpgsqlCommand($"insert into {_test.Schema}.effects (text) values ($1)", (NpgsqlConnection)transaction.Connection!, (NpgsqlTransaction)transaction);
        command.Parameters.Add(new NpgsqlParameter { Value = text });
        await command.ExecuteNonQueryAsync(Stop);
    }

    public async Task<IReadOnlyList<string>> EffectsAsync()
    {
        await using var command = _test.DataSource.CreateCommand($"select text from {_test.Schema}.effects order by place");
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var effects = new List<string>();
        while (await reader.ReadAsync(Stop))
        {
            effects.Add(reader.GetString(0));
        }

        return effects;
    }

    public async Task KillAsync(Guid node, IOutboxLease lease)
    {
        await _test.ExecuteAsync($"""
            select pg_terminate_backend(k.pid, 1000) from pg_locks k join $schema.node n
              on ((k.classid::bigint << 32) | k.objid::bigint) = n.session and k.locktype = 'advisory' where n.id = '{node}'
            """);
        await lease.DisposeAsync();
    }

    public Task ExpireAsync(Guid? node) => _test.ExecuteAsync(
        $"update $schema.node set lease_until = clock_timestamp() - interval '1 second' {(node is null ? string.Empty : $"where id = '{node}'")}");

    public async Task<IReadOnlyDictionary<int, ModelLane>> LanesAsync()
    {
        await using var command = _test.DataSource.CreateCommand($"select lane, owner, epoch from {_test.Schema}.lane");
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var lanes = new Dictionary<int, ModelLane>();
        while (await reader.ReadAsync(Stop))
        {
            lanes.Add(reader.GetInt16(0), new ModelLane(await reader.IsDBNullAsync(1, Stop) ? null : reader.GetGuid(1), reader.GetInt64(2)));
        }

        return lanes;
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();
}
