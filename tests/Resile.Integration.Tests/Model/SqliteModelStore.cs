using System.Data.Common;
using Microsoft.Data.Sqlite;
using Resile.Messaging.Sqlite;
using Resile.Messaging.Storage;

namespace Resile.Integration.Tests.Model;

/// <summary>A file. Its lease is a lock, which never runs out.</summary>
internal sealed class SqliteModelStore : IModelStore
{
    private static readonly Dictionary<int, ModelLane> None = [];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("resile-model-");
    private readonly SqliteMessageStore _store;

    private SqliteModelStore() => _store = new SqliteMessageStore(Path.Combine(_folder.FullName, "model.db"), TimeProvider.System);

    public IMessageStore Messages => _store;

    public static async Task<IModelStore> CreateAsync()
    {
        var store = new SqliteModelStore();
        await store._store.InitializeAsync(TestContext.Current.CancellationToken);
        await store.RunAsync("create table effects (place integer primary key autoincrement, text text not null)");
        return store;
    }

    public async Task AddEffectAsync(DbTransaction transaction, string text)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"insert into effects (text) values ('{text}')";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task<IReadOnlyList<string>> EffectsAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "model.db")}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "select text from effects order by place";
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var effects = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            effects.Add(reader.GetString(0));
        }

        return effects;
    }

    public async Task KillAsync(Guid node, IOutboxLease lease) => await lease.DisposeAsync();

    public Task ExpireAsync(Guid? node) => Task.CompletedTask;

    public Task<IReadOnlyDictionary<int, ModelLane>> LanesAsync() => Task.FromResult<IReadOnlyDictionary<int, ModelLane>>(None);

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "model.db")}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
