using System.Security.Cryptography;
using Northwind.Data;
using Northwind.Faults;
using Northwind.Storage;

namespace Northwind.Running;

/// <summary>All services in this process: SQLite, and messages in memory. Nothing to install.</summary>
internal sealed class EmbeddedStage : IStage
{
    private readonly TradeData _data;
    private readonly FaultPlan _plan;
    private readonly ServiceSettings[] _replicaSettings;
    private readonly ServiceSettings _shop;
    private readonly IHost?[] _replicas = new IHost?[7];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("northwind-");
    private IHost? _shopHost;

    public EmbeddedStage(TradeData data, FaultPlan plan, RunOptions options)
    {
        (_data, _plan) = (data, plan);
        var ports = LoopbackPorts.Find(6);
        Catalogs = [.. ports[..3].Select(static port => $"http://127.0.0.1:{port}")];
        Pricing = [.. ports[4..].Select(static port => $"tcp://127.0.0.1:{port}")];
        var datagramPorts = LoopbackPorts.FindForDatagrams(2);
        Presence = [.. datagramPorts.Select(static port => $"udp://127.0.0.1:{port}")];
        var presenceKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        _replicaSettings =
        [
            .. ports[..3].Select((port, index) => new ServiceSettings
            {
                Name = $"catalog-{index + 1}",
                Role = Role.Catalog,
                Port = port,
                SlowByMs = index == 1 ? plan.SlowByMs : 0,
                IsVerbose = options.IsVerbose,
            }),
            .. ports[4..].Select((port, index) => new ServiceSettings
            {
                Name = $"pricing-{index + 1}",
                Role = Role.Pricing,
                Port = port,
                IsVerbose = options.IsVerbose,
            }),
            .. datagramPorts.Select((port, index) => new ServiceSettings
            {
                Name = $"presence-{index + 1}",
                Role = Role.Presence,
                Port = port,
                PresenceKey = presenceKey,
                IsVerbose = options.IsVerbose,
            }),
        ];
        _shop = new ServiceSettings
        {
            Name = "shop",
            Role = Role.Shop,
            Port = ports[3],
            Catalogs = Catalogs,
            Pricing = Pricing,
            Presence = Presence,
            PresenceKey = presenceKey,
            Database = Path.Combine(_folder.FullName, "shop.db"),
            ThrowAt = plan.ThrowAt,
            HangAt = plan.HangAt,
            ShippingBurnsAt = plan.ShippingBurnsAt,
            IsVerbose = options.IsVerbose,
        };
        var database = _shop.ShopDatabase();
        Databases = new Dictionary<Role, ShopDatabase> { [Role.Storefront] = database, [Role.Billing] = database, [Role.Shipping] = database };
    }

    public string Storefront => $"http://127.0.0.1:{_shop.Port}";

    public IReadOnlyDictionary<Role, ShopDatabase> Databases { get; }

    public IReadOnlyList<string> Catalogs { get; }

    public IReadOnlyList<string> Pricing { get; }

    public IReadOnlyList<string> Presence { get; }

    public IReadOnlyList<string> BillingProcesses => [];

    public IReadOnlyCollection<int> PlacedWithoutBroker => [];

    public Chronicle Chronicle { get; } = new();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _shop.ShopDatabase().CreateTablesAsync(cancellationToken);
        for (var index = 0; index < _replicaSettings.Length; index++)
        {
            await StartReplicaAsync(index, cancellationToken);
        }

        _shopHost = ServiceHost.Build(_shop, _data, _shop.Faults());
        await _shopHost.StartAsync(cancellationToken);
    }

    public async Task ProgressAsync(int placed, CancellationToken cancellationToken)
    {
        if (placed == _plan.ReplicaDiesAfter)
        {
            Chronicle.Note($"stopped {_replicaSettings[2].Name} after {placed} orders");
            await StopReplicaAsync(2);
        }

        if (placed == _plan.ReplicaReturnsAfter)
        {
            await StartReplicaAsync(2, CancellationToken.None);
            Chronicle.Note($"{_replicaSettings[2].Name} is back");
        }

        if (placed == _plan.PricingDiesAfter)
        {
            Chronicle.Note($"stopped {_replicaSettings[4].Name} after {placed} orders");
            await StopReplicaAsync(4);
        }

        if (placed == _plan.PricingReturnsAfter)
        {
            await StartReplicaAsync(4, CancellationToken.None);
            Chronicle.Note($"{_replicaSettings[4].Name} is back");
        }

        if (placed == _plan.PresenceDiesAfter)
        {
            Chronicle.Note($"stopped {_replicaSettings[6].Name} after {placed} orders");
            await StopReplicaAsync(6);
        }

        if (placed == _plan.PresenceReturnsAfter)
        {
            await StartReplicaAsync(6, CancellationToken.None);
            Chronicle.Note($"{_replicaSettings[6].Name} is back");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_shopHost is not null)
        {
            await _shopHost.StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((IAsyncDisposable)_shopHost).DisposeAsync();
        }

        for (var index = 0; index < _replicas.Length; index++)
        {
            await StopReplicaAsync(index);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private async Task StartReplicaAsync(int index, CancellationToken cancellationToken)
    {
        _replicas[index] = ServiceHost.Build(_replicaSettings[index], _data, _replicaSettings[index].Faults());
        await _replicas[index]!.StartAsync(cancellationToken);
    }

    // It dies as a process does: running calls are cut off.
    private async Task StopReplicaAsync(int index)
    {
        if (Interlocked.Exchange(ref _replicas[index], null) is { } replica)
        {
            await replica.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((IAsyncDisposable)replica).DisposeAsync();
        }
    }
}
