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
    private readonly string? _server;
    private readonly string _folder;

    private NoteStore(bool isPostgreSql, string? server, string? folder) =>
        (_isPostgreSql, _server, _folder) = (isPostgreSql, server, folder ?? Path.GetTempPath());

    /// <summary>Gets the name of its database.</summary>
    public string Database => _name;

    private string Server => _server ?? TestServers.PostgreSql;

    private string File => Path.Combine(_folder, _name + ".db");

    private string Connection => new NpgsqlConnectionStringBuilder(Server) { Database = _name, SearchPath = "public" }.ConnectionString;

    /// <summary>Makes one.</summary>
    /// <param name="isPostgreSql">Whether it is a database on a server, and not a file.</param>
    /// <param name="server">Which server; null for the one that all tests share.</param>
    /// <param name="folder">Where the file is; null for the folder of temporary files.</param>
    public static async Task<NoteStore> CreateAsync(bool isPostgreSql, string? server = null, string? folder = null)
    {
        var store = new NoteStore(isPostgreSql, server, folder);
        if (isPostgreSql)
        {
            await store.OnServerAsync($"create database {store._name}");
        }

        await store.RunAsync("create table notes (number integer not null)");
        return store;
    }

    public MessagingBuilder Use(MessagingBuilder messaging) => _isPostgreSql ? messaging.UsePostgreSql(Connection) : messaging.UseSqlite(File);

    /// <summary>Lets a service reach its database through a proxy.</summary>
    public MessagingBuilder Use(MessagingBuilder messaging, TcpProxy proxy) =>
        messaging.UsePostgreSql(new NpgsqlConnectionStringBuilder(Connection) { Host = "127.0.0.1", Port = proxy.Port }.ConnectionString);

    /// <summary>Makes a proxy before its server.</summary>
    public TcpProxy Proxy()
    {
        var server = new NpgsqlConnectionStringBuilder(Server);
        var proxy = TcpProxy.To(server.Host!, server.Port);
        proxy.Open();
        return proxy;
    }

    public Task<IReadOnlyList<int>> NotesAsync() => NumbersAsync("notes");

    public Task<IReadOnlyList<int>> NumbersAsync(string table) => ReadAsync($"select number from {table} order by number");

    public async Task<IReadOnlyList<int>> ReadAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
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
        foreach (var file in Directory.EnumerateFiles(_folder, _name + ".db*"))
        {
            System.IO.File.Delete(file);
        }
    }

    public async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task RunAsync(string sql)
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
