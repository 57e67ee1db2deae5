using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Resile.Messaging;

namespace Resile.Integration.TestChild;

/// <summary>The tables beside the messages: in a file, or in the PostgreSQL database that a connection string names.</summary>
internal sealed class Ledger(string store)
{
    private bool IsFile => !store.Contains('=', StringComparison.Ordinal);

    /// <summary>Keeps messages beside the tables.</summary>
    public MessagingBuilder Use(MessagingBuilder messaging) => IsFile ? messaging.UseSqlite(store) : messaging.UsePostgreSql(store);

    /// <summary>Makes the tables. In the table of effects nothing keeps an operation from taking effect twice.</summary>
    public Task CreateAsync() => RunAsync(
        $"""
        create table if not exists operations (id integer primary key, key integer not null, number integer not null);
        create table if not exists effects (
            place {(IsFile ? "integer primary key autoincrement" : "bigint generated always as identity primary key")},
            operation integer not null, key integer not null, number integer not null)
        """);

    /// <summary>Reads a number.</summary>
    public async Task<long> CountAsync(string sql) => Convert.ToInt64(await RunAsync(sql), CultureInfo.InvariantCulture);

    private async Task<object?> RunAsync(string sql)
    {
        await using DbConnection connection = IsFile ? new SqliteConnection($"Data Source={store}") : new NpgsqlConnection(store);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
