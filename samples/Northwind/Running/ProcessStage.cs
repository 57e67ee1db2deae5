using System.Diagnostics;
using System.Security.Cryptography;
using Northwind.Faults;
using Northwind.Storage;
using Resile.Recovery.Processes;

namespace Northwind.Running;

/// <summary>Every service in a process of its own, over a real broker; watchdogs start again those that die.</summary>
internal sealed class ProcessStage : IStage
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly FaultPlan _plan;
    private readonly BrokerTopology _broker;
    private readonly ServiceStores _stores;
    private readonly int[] _ports = LoopbackPorts.Find(6);
    private readonly string _presenceKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly Dictionary<string, ProcessWatchdog> _processes = [];
    private readonly List<ServiceSettings> _services = [];
    private readonly BillingKill _billingKill;
    private readonly BrokerKill _brokerKill;
    private readonly FaultQueue _faults = new();

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

        // A SQLite file is for one process; a PostgreSQL database can be shared.
        BillingProcesses = options.Store == Store.Postgres ? ["billing-1", "billing-2"] : ["billing"];
        AddShopService("storefront", Role.Storefront, options);
        foreach (var name in BillingProcesses)
        {
            AddShopService(name, Role.Billing, options);
        }

        AddShopService("shipping", Role.Shipping, options);
        Databases = _services.Where(static service => service.Role is not (Role.Catalog or Role.Pricing or Role.Presence))
            .DistinctBy(static service => service.Role).ToDictionary(static service => service.Role, static service => service.ShopDatabase());
        _billingKill = new BillingKill(Databases[Role.Billing], BillingProcesses, (name, token) => KillAsync(name, Role.Billing, token), Chronicle);
        _brokerKill = new BrokerKill(_broker, Databases[Role.Storefront], Databases[Role.Billing], Chronicle);
    }

    public string Storefront => $"http://127.0.0.1:{_ports[3]}";

    public IReadOnlyDictionary<Role, ShopDatabase> Databases { get; }

    public IReadOnlyList<string> Catalogs { get; }

    public IReadOnlyList<string> Pricing { get; }

    public IReadOnlyList<string> Presence { get; }

    public IReadOnlyList<string> BillingProcesses { get; }

    public IReadOnlyCollection<int> PlacedWithoutBroker => _brokerKill.PlacedMeanwhile;

    public Chronicle Chronicle { get; } = new();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _broker.ClaimAsync(cancellationToken);
        await _stores.CreateAsync(cancellationToken);
        foreach (var database in Databases.Values)
        {
            await database.CreateTablesAsync(cancellationToken);
        }

        foreach (var service in _services.Where(service => service.Name != Standby))
        {
            Start(service);
        }

        await WaitUntilListeningAsync(cancellationToken);
        await WaitUntilTakesPartAsync(BillingProcesses[0], cancellationToken);
        if (Standby is not null)
        {
            Start(_services.Single(service => service.Name == Standby));
        }

        Chronicle.Note(BillingProcesses.Count > 1
            ? $"all services run; {string.Join(" and ", BillingProcesses)} share billing's database and its queue: the first bills, the other stands by"
            : "all services run; billing is one process, as a SQLite file is for one (with --store postgres it is two)");
    }

    public async Task ProgressAsync(int placed, CancellationToken cancellationToken)
    {
        if (placed == _plan.ReplicaDiesAfter)
        {
            await KillReplicaAsync("catalog-3", placed, cancellationToken);
        }

        if (placed == _plan.PricingDiesAfter)
        {
            await KillReplicaAsync("pricing-2", placed, cancellationToken);
        }

        if (placed == _plan.PresenceDiesAfter)
        {
            await KillReplicaAsync("presence-2", placed, cancellationToken);
        }

        if (placed == _plan.KillShippingAfter)
        {
            await _faults.RunAsync(() => WaitForTallyAsync(Tally.ServiceRestarts, Role.Shipping, cancellationToken), () => KillShippingAsync(placed, cancellationToken));
        }

        if (_plan.KillBillingAfter.Contains(placed))
        {
            await _faults.RunAsync(() => PrepareBillingKillAsync(cancellationToken), () => _billingKill.RunAsync(placed, cancellationToken));
        }

        if (placed == _plan.KillBrokerAfter)
        {
            await _faults.RunAsync(() => Task.CompletedTask, () => _brokerKill.RunAsync(placed, cancellationToken));
        }

        await _faults.WaitUntilNoneIsDueAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_processes.Values.Select(static process => process.DisposeAsync().AsTask()));
        await _broker.DisposeAsync();
        await _stores.DisposeAsync();
    }

    // Billing's second process begins when the first one bills already, and has no faults of its own but that it is killed.
    private string? Standby => BillingProcesses.Count > 1 ? BillingProcesses[1] : null;

    private void AddShopService(string name, Role role, RunOptions options)
    {
        var isSound = name == Standby;
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
            Database = _stores.Of(role.ToString().ToLowerInvariant()),
            Broker = _broker.Address,
            ThrowAt = isSound ? [] : _plan.ThrowAt,
            HangAt = isSound ? [] : _plan.HangAt,
            BillingBurnsAt = isSound ? [] : _plan.BillingBurnsAt,
            ShippingBurnsAt = _plan.ShippingBurnsAt,
            IsVerbose = options.IsVerbose,
        });
    }

    private void Start(ServiceSettings service)
    {
        var watchdog = new ProcessWatchdog(OptionsFor(service));
        _processes.Add(service.Name, watchdog);
        watchdog.Start();
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

    private async Task KillReplicaAsync(string name, int placed, CancellationToken cancellationToken)
    {
        var id = await KillAsync(name, Role.Storefront, cancellationToken);
        Chronicle.Note($"killed {name} (SIGKILL, process {id}) after {placed} orders; its watchdog starts it again");
    }

    private async Task KillShippingAsync(int placed, CancellationToken cancellationToken)
    {
        var id = await KillAsync("shipping", Role.Shipping, cancellationToken);
        Chronicle.Note($"killed shipping (SIGKILL, process {id}) after {placed} orders; its watchdog starts it again");
    }

    private async Task PrepareBillingKillAsync(CancellationToken cancellationToken)
    {
        await WaitForTallyAsync(Tally.Hangs, Role.Billing, cancellationToken);
        await WaitForTallyAsync(Tally.SystemRestarts, Role.Billing, cancellationToken);

        // With nobody who stands by, there is nobody to take over: one that was killed or rebuilt before has to be back.
        foreach (var name in BillingProcesses)
        {
            await WaitUntilTakesPartAsync(name, cancellationToken);
        }
    }

    private async Task<int?> KillAsync(string name, Role role, CancellationToken cancellationToken)
    {
        var process = _processes[name];
        var id = process.Kill();
        if (id is not null)
        {
            await Databases[role].TallyAsync($"{name} watchdog", [KeyValuePair.Create(Tally.ProcessRestarts, process.Restarts + 1L)], cancellationToken);
        }

        return id;
    }

    // A process that is killed forgets what it has not stored: what it went through has to be on record first.
    private Task WaitForTallyAsync(string tally, Role role, CancellationToken cancellationToken) =>
        WaitUntilAsync(async token =>
            await Databases[role].CountAsync($"select coalesce(sum(value), 0) from tallies where name = '{tally}'", token) > 0, cancellationToken);

    private Task WaitUntilTakesPartAsync(string name, CancellationToken cancellationToken) => WaitUntilAsync(async token =>
        _processes[name].ProcessId is { } id && await Databases[Role.Billing].CountAsync(
            $"select count(*) from tallies where process like '{name} {id} %' and name = '{Tally.TakesPart}' and value = 1", token) > 0, cancellationToken);

    // Or until that takes longer than anyone would wait; the proof then says what did not happen.
    private static async Task WaitUntilAsync(Func<CancellationToken, Task<bool>> condition, CancellationToken cancellationToken)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < StartLimit && !await condition(cancellationToken);)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
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
