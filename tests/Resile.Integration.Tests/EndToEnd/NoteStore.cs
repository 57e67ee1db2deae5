using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Resile.Integration.Tests.Servers;
using Resile.Messaging;

namespace Resile.Integration.Tests.EndToEnd;

/// <summary>A database of its own for one service of a test: a file, or a database on the server; gone afterwards.</summary>
internal sealed class NoteStore : IAsyncDisposable
{
    private readonly string _name = "resile_notes_" + Guid.NewGuid().ToString("N");
    private readonly bool _isPostgreSql;

    private NoteStore(bool isPostgreSql) => _isPostgreSql = isPostgreSql;

    private string File => Path.Combine(Path.GetTempPath(), _name + ".db");

    private string Connection => new NpgsqlConnectionStringBuilder(TestServers.PostgreSql) { Database = _name, SearchPath = "public" }.ConnectionString;

    public static async Task<NoteStore> CreateAsync(bool isPostgreSql)
    {
        var store = new NoteStore(isPostgreSql);
        if (isPostgreSql)
        {
            await OnServerAsync($"create database {store._name}");
        }

        await store.RunAsync("create table notes (number integer not null)");
        return store;
    }

    public MessagingBuilder Use(MessagingBuilder messaging) => _isPostgreSql ? messaging.UsePostgreSql(Connection) : messaging.UseSqlite(File);

    public async Task<IReadOnlyList<int>> NotesAsync()
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select number from notes order by number";
        await using var reader = await command.ExecuteReaderAsync();
        var notes = new List<int>();
        while (await reader.ReadAsync())
        {
            notes.Add(reader.GetInt32(0));
        }

        return notes;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isPostgreSql)
        {
            await OnServerAsync($"drop database {_name} with (force)");
            return;
        }

        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), _name + ".db*"))
        {
            System.IO.File.Delete(file);
        }
    }

    private static async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(TestServers.PostgreSql);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public async Task<DbConnection> OpenAsync()
    {
        DbConnection connection = _isPostgreSql ? new NpgsqlConnection(Connection + ";Pooling=False") : new SqliteConnection($"Data Source={File}");
        await connection.OpenAsync();
        return connection;
    }
}
