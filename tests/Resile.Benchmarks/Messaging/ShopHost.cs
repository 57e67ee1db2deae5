using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Resile.Messaging;
using Resile.Messaging.Diagnostics;

namespace Resile.Benchmarks.Messaging;

/// <summary>A service that sends shipments, handles them, or both.</summary>
internal sealed class ShopHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly IHost _host;
    private readonly MessagingMetrics _metrics;

    private ShopHost(IHost host)
    {
        _host = host;
        _metrics = host.Services.GetRequiredService<MessagingMetrics>();
        Outbox = host.Services.GetRequiredService<IOutbox>();
    }

    /// <summary>Gets what begins transactions.</summary>
    public IOutbox Outbox { get; }

    /// <summary>Gets how many publications were confirmed, and their rows deleted.</summary>
    public long Published => _metrics.Published.Total;

    /// <summary>Gets how many messages were handled and committed.</summary>
    public long Handled => _metrics.Handled.Total;

    /// <summary>Builds one that is not started: it sends and stores, and publishes nothing.</summary>
    public static ShopHost Build(Database database, Uri broker, string service, bool handles = false)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddResile(resile =>
        {
            var messaging = resile.Messaging.Configure(options => options.ServiceName = service)
                .UsePostgreSql(database.ConnectionString).UseRabbitMq(broker).AddShipmentsSender();
            if (handles)
            {
                messaging.AddShipmentsHandler<Ledger>();
            }
        });
        return new ShopHost(builder.Build());
    }

    /// <summary>Builds and starts one.</summary>
    public static async Task<ShopHost> StartAsync(Database database, Uri broker, string service, bool handles = false)
    {
        var shop = Build(database, broker, service, handles);
        await shop.StartAsync();
        return shop;
    }

    public Task StartAsync() => _host.StartAsync();

    /// <summary>Begins a transaction that carries a number of messages.</summary>
    public async Task<DurableTransaction> SendAsync(int count)
    {
        var transaction = await Outbox.BeginAsync();
        var shipments = transaction.For<IShipments>();
        for (var number = 0; number < count; number++)
        {
            await shipments.ShippedAsync(Shipped.Of(number));
        }

        return transaction;
    }

    /// <summary>Waits for a count to be reached.</summary>
    public static async Task ReachAsync(Func<long> count, long goal)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (count() < goal)
        {
            await Task.Delay(1, limit.Token);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        switch (_host)
        {
            case IAsyncDisposable asynchronous:
                await asynchronous.DisposeAsync();
                break;
            default:
                _host.Dispose();
                break;
        }
    }
}
