using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Resile.Integration.Tests.Servers;

namespace Resile.Integration.Tests.Chaos;

/// <summary>The ledger of a run: a file, or a database on the server; gone afterwards.</summary>
internal sealed class ChaosStore : IAsyncDisposable
{
    private readonly string _name = "resile_chaos_" + Guid.NewGuid().ToString("N");
    private readonly bool _isPostgreSql;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("resile-chaos-");

    private readonly string? _server;

    private ChaosStore(bool isPostgreSql, string? server) => (_isPostgreSql, _server) = (isPostgreSql, server);

    /// <summary>Gets what a process is told of it.</summary>
    public string Argument => _isPostgreSql
        ? new NpgsqlConnectionStringBuilder(Server) { Database = _name, SearchPath = "public" }.ConnectionString
        : Path.Combine(_folder.FullName, "ledger.db");

    private string Server => _server ?? TestServers.PostgreSql;

    private string Prefix => _isPostgreSql ? "resile." : "resile_";

    /// <summary>Makes one.</summary>
    /// <param name="isPostgreSql">Whether it is a database on a server, and not a file.</param>
    /// <param name="server">Which server; null for the one that all tests share.</param>
    public static async Task<ChaosStore> CreateAsync(bool isPostgreSql, string? server = null)
    {
        var store = new ChaosStore(isPostgreSql, server);
        if (isPostgreSql)
        {
            await store.OnServerAsync($"create database {store._name}");
        }

        return store;
    }

    /// <summary>Holds the ledger against what the process was to do.</summary>
    public async Task<ChaosTally> ReadAsync(int rounds)
    {
        var letters = await ReadAsync($"select count(*) from {Prefix}dead_letter where reason = 'handler-failed'");
        var spoilt = await ReadAsync("select count(*) from operations where id % 8 = 0");
        return new ChaosTally(
            rounds,
            await ReadAsync("select count(*) from operations where id not in (select operation from effects)") + Math.Max(0, spoilt - letters),
            await ReadAsync("select count(*) - count(distinct operation) from effects")
                + await ReadAsync("select count(*) from effects where operation not in (select id from operations)") + Math.Max(0, letters - spoilt),
            await ReadAsync("select count(*) from effects e where exists (select 1 from effects l where l.key = e.key and l.number > e.number and l.place < e.place)"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_isPostgreSql)
        {
            await OnServerAsync($"drop database {_name} with (force)");
        }

        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> ReadAsync(string sql)
    {
        await using DbConnection connection = _isPostgreSql ? new NpgsqlConnection(Argument + ";Pooling=False") : new SqliteConnection($"Data Source={Argument}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
