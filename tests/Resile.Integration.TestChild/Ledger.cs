using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Resile.Integration.TestChild;

/// <summary>The tables beside the messages.</summary>
internal static class Ledger
{
    /// <summary>Makes them.</summary>
    public static Task CreateAsync(string file) => RunAsync(file,
        "create table if not exists operations (id integer primary key); create table if not exists effects (operation integer not null)");

    /// <summary>Counts the rows of one.</summary>
    public static async Task<long> CountAsync(string file, string table) =>
        Convert.ToInt64(await RunAsync(file, $"select count(*) from {table}"), CultureInfo.InvariantCulture);

    private static async Task<object?> RunAsync(string file, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
