using Microsoft.Data.Sqlite;

namespace Resile.Testing.Tests.Messaging.Subjects;

/// <summary>A database beside the store's.</summary>
/// <param name="Path">Its file.</param>
internal sealed record SideLedger(string Path)
{
    public void Execute(string sql) => Use(sql, static command => command.ExecuteNonQuery());

    public long Count(string sql) => Use(sql, static command => (long)command.ExecuteScalar()!);

    private T Use<T>(string sql, Func<SqliteCommand, T> use)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return use(command);
    }
}
