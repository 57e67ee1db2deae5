using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Resile.Benchmarks.Messaging;

/// <summary>A database of its own on the server, gone afterwards.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name = "resile_report_" + Guid.NewGuid().ToString("N");

    private Database(string server)
    {
        _server = server;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = _name, MaxPoolSize = 50 }.ConnectionString;
        Source = NpgsqlDataSource.Create(ConnectionString);
    }

    /// <summary>Gets how to connect.</summary>
    public string ConnectionString { get; }

    /// <summary>Gets connections for what is not Resile's.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Makes one, with the tables of the business.</summary>
    public static async Task<Database> CreateAsync(string server)
    {
        var database = new Database(server);
        await database.OnServerAsync($"create database {database._name}");
        await database.RunAsync("create table effects (number integer not null, customer text not null)");
        await database.RunAsync("create table orders (id bigint generated always as identity primary key, number integer not null, customer text not null)");
        return database;
    }

    /// <summary>Fills the parameters of a business row.</summary>
    public static void Fill(DbCommand command, Shipped shipped)
    {
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = shipped.Number });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = shipped.Customer });
    }

    [SuppressMessage("Security", "CA2100", Justification = "The texts are the report's own.")]
    public async Task RunAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> ReadAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await OnServerAsync($"drop database {_name} with (force)");
    }

    [SuppressMessage("Security", "CA2100", Justification = "The texts are the report's own.")]
    private async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_server + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
