using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Northwind.Running;
using Npgsql;

namespace Northwind.Storage;

/// <summary>A service's own database: its tables beside those of the outbox, so that one transaction covers both.</summary>
/// <param name="store">What keeps it.</param>
/// <param name="connectionString">Where it is.</param>
internal sealed class ShopDatabase(Store store, string connectionString)
{
    private const string Schema =
        """
        create table if not exists customers (customer_id text primary key, orders integer not null);
        create table if not exists orders (order_id integer primary key, customer_id text not null, number integer not null, order_date text not null, total text not null);
        create table if not exists order_lines (order_id integer not null, product_id integer not null, product_name text not null, quantity integer not null);
        create table if not exists ledger (order_id integer not null, customer_id text not null, entry integer not null, total text not null, process text not null);
        create index if not exists ledger_by_customer on ledger (customer_id);
        create table if not exists ledger_lines (order_id integer not null, product_id integer not null, quantity integer not null, amount text not null);
        create table if not exists shipments (order_id integer not null, customer_id text not null, entry integer not null, shipper_id integer not null);
        create index if not exists shipments_by_customer on shipments (customer_id);
        create table if not exists tallies (process text not null, name text not null, value bigint not null, primary key (process, name));
        """;

    /// <summary>Gets what keeps it.</summary>
    public Store Store { get; } = store;

    /// <summary>Gets where it is.</summary>
    public string ConnectionString { get; } = connectionString;

    /// <summary>Makes the tables that are not there yet.</summary>
    public async Task CreateTablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = Schema;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes how much of something a process has counted so far.</summary>
    public async Task TallyAsync(string process, IEnumerable<KeyValuePair<string, long>> values, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        foreach (var (name, value) in values)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "insert into tallies (process, name, value) values (@process, @name, @value) on conflict (process, name) do update set value = excluded.value";
            command.With("process", process).With("name", name).With("value", value);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Reads rows.</summary>
    public async Task<List<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Reads a number.</summary>
    public async Task<long> CountAsync(string sql, CancellationToken cancellationToken) =>
        (await ReadAsync(sql, static row => Convert.ToInt64(row.GetValue(0), CultureInfo.InvariantCulture), cancellationToken))[0];

    private async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        DbConnection connection = Store == Store.Postgres ? new NpgsqlConnection(ConnectionString) : new SqliteConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
