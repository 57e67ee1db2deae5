using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Resile.Messaging.Tests.Orders;

namespace Resile.Messaging.Tests.Support;

/// <summary>A host with the SQLite store, the test's transport and a table of its own.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Action<MessagingBuilder>? _messaging;
    private readonly Dictionary<string, string?> _configuration;
    private IHost _host;

    public Shop(Action<MessagingBuilder>? messaging = null, params (string Key, string Value)[] configuration)
    {
        Path = _folder.File("shop.db");
        _messaging = messaging;
        _configuration = configuration.ToDictionary(static pair => pair.Key, static pair => (string?)pair.Value);
        _host = Build();
        Execute("CREATE TABLE effects (name TEXT NOT NULL, order_id INTEGER NOT NULL)");
    }

    public string Path { get; }

    public TestTransport Transport { get; } = new();

    public LogCollector Log { get; } = new();

    public HandlerCalls Calls { get; } = new();

    public IServiceProvider Services => _host.Services;

    public IOutbox Outbox => Get<IOutbox>();

    public IOrderEvents Orders => Get<IOrderEvents>();

    public IDeadLetters DeadLetters => Get<IDeadLetters>();

    /// <summary>The queue of <see cref="Billing"/>.</summary>
    public static string BillingQueue => "shop-order-events-billing";

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public Task<MessagingSnapshot> ReadAsync() => Get<IMessagingMonitor>().ReadAsync(TestContext.Current.CancellationToken);

    public async Task<Shop> StartAsync()
    {
        await _host.StartAsync(TestContext.Current.CancellationToken);
        return this;
    }

    /// <summary>Changes the configuration for the next start.</summary>
    public void Set(string key, string? value)
    {
        _configuration.Remove(key);
        if (value is not null)
        {
            _configuration[key] = value;
        }
    }

    /// <summary>Stops the host and starts another one on the same file.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        _host.Dispose();
        _host = Build();
        await StartAsync();
    }

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path}");
        connection.Open();
        return connection;
    }

    public void Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public long Count(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    public string Text(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (string)command.ExecuteScalar()!;
    }

    public long Effects(string name) => Count($"SELECT count(*) FROM effects WHERE name = '{name}'");

    public Task WaitForEffectsAsync(string name, int count) =>
        Eventually.TrueAsync(() => Effects(name) >= count, $"{count} effects '{name}'");

    public Task WaitUntilDrainedAsync() => Eventually.TrueAsync(
        async () => await ReadAsync() is { OutboxDepth: 0, WaitingRedeliveries: 0 }, "the outbox and the redeliveries are empty");

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        _folder.Dispose();
    }

    private IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "Shop" });
        builder.Configuration.AddInMemoryCollection(_configuration);
        builder.Logging.AddProvider(Log);
        builder.Services.AddSingleton(Calls);
        var section = new MessagingBuilder(builder.Services)
            .UseSqlite(Path)
            .UseTransport(_ => Transport)
            .AddSender<IOrderEvents>(static sender => new OrderEventsSender(sender))
            .AddSender<IBillingEvents>(static sender => new BillingEventsSender(sender));
        _messaging?.Invoke(section);
        return builder.Build();
    }
}
