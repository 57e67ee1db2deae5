using System.Data.Common;
using System.Text;
using Microsoft.Extensions.Options;
using Npgsql;
using Resile.Integration.Tests.Servers;
using Resile.Messaging.PostgreSql;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Integration.Tests.PostgreSql;

/// <summary>A store in a schema that no other test uses, dropped afterwards.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly List<PostgreSqlStore> _stores = [];

    private StoreUnderTest(NpgsqlDataSource dataSource)
    {
        DataSource = dataSource;
        Store = OpenAnother();
    }

    public NpgsqlDataSource DataSource { get; }

    public string Schema { get; } = $"test_{Guid.NewGuid():N}";

    public PostgreSqlStore Store { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<StoreUnderTest> CreateAsync()
    {
        var store = new StoreUnderTest(NpgsqlDataSource.Create(TestServers.PostgreSql));
        await store.Store.InitializeAsync(Cancellation);
        return store;
    }

    /// <summary>Opens the same schema as another process would, with connections of its own.</summary>
    public PostgreSqlStore OpenAnother(string? connectionString = null, bool managesSchema = true)
    {
        var store = new PostgreSqlStore(Options.Create(new PostgreSqlOptions
        {
            ConnectionString = connectionString ?? TestServers.PostgreSql,
            Schema = Schema,
            ManagesSchema = managesSchema,
        }));
        _stores.Add(store);
        return store;
    }

    public static OutboxMessage Message(
        Guid? id = null, DateTimeOffset? dueAt = null, string body = "{}", string? orderingKey = null, DateTimeOffset? expiresAt = null) =>
        new()
        {
            MessageId = id ?? Guid.CreateVersion7(),
            Destination = Destination.Topic("Acme:Happened"),
            MessageType = "urn:message:Acme:Happened",
            ContentType = "application/vnd.masstransit+json",
            Body = Encoding.UTF8.GetBytes(body),
            Headers = new byte[] { 1, 2, 3 },
            Flags = MessageFlags.SubscribersOptional,
            CreatedAt = Start,
            OrderingKey = orderingKey,
            ExpiresAt = expiresAt,
            DueAt = dueAt,
        };

    public Task AppendAsync(params OutboxMessage[] messages) =>
        InTransactionAsync(transaction => Store.Outbox.AppendAsync(transaction, messages, Cancellation));

    public Task InTransactionAsync(Func<DbTransaction, Task> work) =>
        InTransactionAsync(async transaction =>
        {
            await work(transaction);
            return true;
        });

    public async Task<T> InTransactionAsync<T>(Func<DbTransaction, Task<T>> work)
    {
        await using var connection = await Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await Store.BeginTransactionAsync(connection, Cancellation);
        var result = await work(transaction);
        await transaction.CommitAsync(Cancellation);
        return result;
    }

    public async Task<long> CountAsync(string table)
    {
        await using var command = DataSource.CreateCommand($"SELECT count(*) FROM {Schema}.{table}");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql.Replace("$schema", Schema, StringComparison.Ordinal));
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        await using (var command = DataSource.CreateCommand($"DROP SCHEMA IF EXISTS {Schema} CASCADE"))
        {
            await command.ExecuteNonQueryAsync();
        }

        await DataSource.DisposeAsync();
    }
}
