using System.Security.Cryptography;
using Northwind.Faults;
using Northwind.Storage;
using Resile.Recovery.Processes;

namespace Northwind.Running;

/// <summary>Every service in a process of its own, over a real broker; watchdogs start again those that die.</summary>
internal sealed class ProcessStage : IStage
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private const int LongestTenths = 100;

    private readonly FaultPlan _plan;
    private readonly BrokerTopology _broker;
    private readonly ServiceStores _stores;
    private readonly int[] _ports = LoopbackPorts.Find(6);
    private readonly string _presenceKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly Dictionary<string, ProcessWatchdog> _processes = [];
    private readonly List<ServiceSettings> _services = [];

    /// <summary>Initializes the stage.</summary>
    /// <exception cref="InvalidOperationException">No broker, or no database server, is named.</exception>
    public ProcessStage(FaultPlan plan, RunOptions options)
    {
        _plan = plan;
        _broker = new BrokerTopology(ServerAddress.Of("RESILE_RABBITMQ", "amqp://user:password@host:port/vhost"));
        _stores = new ServiceStores(options.Store);
        Catalogs = [.. _ports[..3].Select(static port => $"http://127.0.0.1:{port}")];
        for (var index = 0; index < 3; index++)
        {
            _services.Add(new ServiceSettings
            {
                Name = $"catalog-{index + 1}",
                Role = Role.Catalog,
                Port = _ports[index],
                SlowByMs = index == 1 ? plan.SlowByMs : 0,
                IsVerbose = options.IsVerbose,
            });
        }

        Pricing = [.. _ports[4..].Select(static port => $"tcp://127.0.0.1:{port}")];
        for (var index = 0; index < Pricing.Count; index++)
        {
            _services.Add(new ServiceSettings
            {
                Name = $"pricing-{index + 1}",
                Role = Role.Pricing,
                Port = _ports[4 + index],
                IsVerbose = options.IsVerbose,
            });
        }

        var datagramPorts = LoopbackPorts.FindForDatagrams(2);
        Presence = [.. datagramPorts.Select(static port => $"udp://127.0.0.1:{port}")];
        for (var index = 0; index < Presence.Count; index++)
        {
            _services.Add(new ServiceSettings
            {
                Name = $"presence-{index + 1}",
                Role = Role.Presence,
                Port = datagramPorts[index],
                PresenceKey = _presenceKey,
                IsVerbose = options.IsVerbose,
            });
        }

        AddShopService(Role.Storefront, options);
        AddShopService(Role.Billing, options);
        AddShopService(Role.Shipping, options);
        Databases = _services.Where(static service => service.Role is not (Role.Catalog or Role.Pricing or Role.Presence))
            .ToDictionary(static service => service.Role, static service => service.ShopDatabase());
    }

    public string Storefront => $"http://127.0.0.1:{_ports[3]}";

    public IReadOnlyDictionary<Role, ShopDatabase> Databases { get; }

    public IReadOnlyList<string> Catalogs { get; }

    public IReadOnlyList<string> Pricing { get; }

    public IReadOnlyList<string> Presence { get; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _broker.ClaimAsync(cancellationToken);
        await _stores.CreateAsync(cancellationToken);
        foreach (var database in Databases.Values)
        {
            await database.CreateTablesAsync(cancellationToken);
        }

        foreach (var service in _services)
        {
            var watchdog = new ProcessWatchdog(OptionsFor(service));
            _processes.Add(service.Name, watchdog);
            watchdog.Start();
        }

        await WaitUntilListeningAsync(cancellationToken);
    }

    public async Task ProgressAsync(int placed)
    {
        if (placed == _plan.ReplicaDiesAfter)
        {
            await KillAsync("catalog-3", Role.Storefront);
        }

        if (placed == _plan.PricingDiesAfter)
        {
            await KillAsync("pricing-2", Role.Storefront);
        }

        if (placed == _plan.PresenceDiesAfter)
        {
            await KillAsync("presence-2", Role.Storefront);
        }

        if (placed == _plan.KillBillingAfter)
        {
            await WaitForAsync(Tally.Hangs);
            await WaitForAsync(Tally.SystemRestarts);
            await KillAsync("billing", Role.Billing);
        }

        if (placed == _plan.KillShippingAfter)
        {
            await WaitForAsync(Tally.ServiceRestarts, Role.Shipping);
            await KillAsync("shipping", Role.Shipping);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_processes.Values.Select(static process => process.DisposeAsync().AsTask()));
        await _broker.DisposeAsync();
        await _stores.DisposeAsync();
    }

    private void AddShopService(Role role, RunOptions options)
    {
        var name = role.ToString().ToLowerInvariant();
        _services.Add(new ServiceSettings
        {
            Name = name,
            Role = role,
            Port = role == Role.Storefront ? _ports[3] : 0,
            Catalogs = Catalogs,
            Pricing = Pricing,
            Presence = Presence,
            PresenceKey = _presenceKey,
            Store = options.Store,
            Database = _stores.Of(name),
            Broker = _broker.Address,
            ThrowAt = _plan.ThrowAt,
            HangAt = _plan.HangAt,
            BillingBurnsAt = _plan.BillingBurnsAt,
            ShippingBurnsAt = _plan.ShippingBurnsAt,
            IsVerbose = options.IsVerbose,
        });
    }

    private static ProcessWatchdogOptions OptionsFor(ServiceSettings service)
    {
        var options = new ProcessWatchdogOptions
        {
            Name = service.Name,
            FileName = Environment.ProcessPath!,
            Output = service.IsVerbose ? line => Console.WriteLine($"{service.Name}: {line}") : Console.Error.WriteLine,
        };
        if (Path.GetFileNameWithoutExtension(options.FileName) == "dotnet")
        {
            options.Arguments.Add(typeof(ProcessStage).Assembly.Location);
        }

        options.Environment[ServiceSettings.Variable] = service.ToJson();
        return options;
    }

    private async Task KillAsync(string name, Role role)
    {
        var process = _processes[name];
        if (process.Kill() is not null)
        {
            await Databases[role].TallyAsync($"{name} watchdog", [KeyValuePair.Create(Tally.ProcessRestarts, process.Restarts + 1L)], CancellationToken.None);
        }
    }

    // A process that is killed forgets what it has not stored: what it went through has to be on record first.
    private async Task WaitForAsync(string tally, Role role = Role.Billing)
    {
        for (var tenth = 0; tenth < LongestTenths; tenth++)
        {
            if (await Databases[role].CountAsync($"select coalesce(sum(value), 0) from tallies where name = '{tally}'", CancellationToken.None) > 0)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    private async Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        foreach (var port in _ports)
        {
            while (!await LoopbackPorts.AnswersAsync(port, limit.Token))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
            }
        }
    }
}
