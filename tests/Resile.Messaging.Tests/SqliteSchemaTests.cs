using Microsoft.Data.Sqlite;
using Resile.Messaging.Sqlite;
using Resile.Messaging.Tests.Orders;
using Resile.Messaging.Tests.Support;

namespace Resile.Messaging.Tests;

/// <summary>The tables that the script makes are those that a start makes.</summary>
public sealed class SqliteSchemaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Script_makes_what_a_start_makes_and_a_start_leaves_it_as_it_is()
    {
        await using var shop = new Shop(static messaging => messaging.AddBilling());
        Run(shop.Path, SqliteSchema.Script());
        var scripted = Tables(shop.Path);
        await shop.StartAsync();
        await shop.Orders.OrderPlacedAsync(new OrderPlaced(1, 1m), TestContext.Current.CancellationToken);
        await shop.WaitForEffectsAsync("billed", 1);
        await using var other = new Shop();
        await other.StartAsync();

        Assert.Equal(Tables(other.Path), scripted);
        Assert.Equal(scripted, Tables(shop.Path));
        Assert.Equal(SqliteSchema.Version, shop.Count("SELECT version FROM resile_schema"));
        Assert.Equal("wal", shop.Text("PRAGMA journal_mode"));
    }

    [Fact]
    public void Script_for_a_version_that_is_there_makes_the_rest_alone()
    {
        var (whole, upgraded) = (_folder.File("whole.db"), _folder.File("upgraded.db"));
        Run(whole, SqliteSchema.Script());
        var second = SqliteSchema.Script(fromVersion: 1);
        Run(upgraded, SqliteSchema.Script().Replace(second[(second.IndexOf("BEGIN IMMEDIATE;", StringComparison.Ordinal) + 16)..], "COMMIT;", StringComparison.Ordinal));
        Run(upgraded, second);

        Assert.Equal(Tables(whole), Tables(upgraded));
        Assert.DoesNotContain("CREATE TABLE resile_outbox (", second, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(static () => SqliteSchema.Script(SqliteSchema.Version + 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => SqliteSchema.Script(-1));
    }

    private static void Run(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static List<string> Tables(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name || ': ' || replace(sql, 'IF NOT EXISTS ', '') FROM sqlite_master WHERE name LIKE 'resile%' AND sql IS NOT NULL ORDER BY 1";
        using var reader = command.ExecuteReader();
        var tables = new List<string>();
        while (reader.Read())
        {
            tables.Add(reader.GetString(0));
        }

        Assert.NotEmpty(tables);
        return tables;
    }
}
