using Northwind.Storage;
using Resile.LoadBalancing;
using Resile.LoadBalancing.Endpoints;
using Resile.Messaging;
using Resile.Recovery;

namespace Northwind.Running;

/// <summary>Stores what Resile has counted in this process, so that the sample can add it up after the process is gone.</summary>
internal sealed class TallyKeeper(ShopDatabase database, ServiceSettings settings, IServiceProvider services) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly string _process = $"{settings.Name} {Environment.ProcessId} {Guid.NewGuid():N}";

    private long _componentRestarts;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.CreateTablesAsync(cancellationToken);
        if (services.GetService<ISupervision>() is { } supervision)
        {
            _ = CountAsync(supervision.WatchAsync(CancellationToken.None).GetAsyncEnumerator(CancellationToken.None));
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await StoreAsync(isLast: false, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await StoreAsync(isLast: true, CancellationToken.None);
        }
    }

    // Those that restarted because of their own failure. The events end with the host.
    private async Task CountAsync(IAsyncEnumerator<SupervisionEvent> events)
    {
        await using (events)
        {
            while (await events.MoveNextAsync())
            {
                if (events.Current is { Kind: SupervisionEventKind.Restarted, Reason: RecoveryReason.Crashed or RecoveryReason.Hung or RecoveryReason.StartFailed })
                {
                    Interlocked.Increment(ref _componentRestarts);
                }
            }
        }
    }

    private async Task StoreAsync(bool isLast, CancellationToken cancellationToken)
    {
        var tallies = new Dictionary<string, long>();
        var messaging = await services.GetRequiredService<IMessagingMonitor>().ReadAsync(cancellationToken);
        tallies[Tally.TakesPart] = messaging.TransportAvailable && !isLast ? 1 : 0;
        tallies[Tally.Handled] = messaging.Handled;
        tallies[Tally.Duplicates] = messaging.Duplicates;
        tallies[Tally.MessageRetries] = messaging.Retries + messaging.Redeliveries;
        tallies[Tally.DeadLetters] = messaging.DeadLettered;
        if (services.GetService<ISupervision>()?.Snapshot() is { } supervision)
        {
            tallies[Tally.ComponentRestarts] = Interlocked.Read(ref _componentRestarts);
            tallies[Tally.ServiceRestarts] = supervision.ServiceRestarts;

            // The last that this host stores; the next one begins to count anew.
            tallies[Tally.SystemRestarts] = supervision.IsSystemRestarting ? 1 : 0;
            tallies[Tally.Hangs] = supervision.Components.Sum(static component => component.Hangs);
        }

        foreach (var client in services.GetService<IBalancedClients>()?.Snapshot() ?? [])
        {
            tallies[Tally.CallRetries] = tallies.GetValueOrDefault(Tally.CallRetries) + client.Retries;
            tallies[Tally.Ejections] = tallies.GetValueOrDefault(Tally.Ejections) + client.Ejections;
            if (client.Contract == "Presence")
            {
                tallies[Tally.LooksLost] = client.Failures;
            }

            foreach (var endpoint in client.Endpoints)
            {
                var address = endpoint.Address.GetLeftPart(UriPartial.Authority);
                tallies[Tally.Calls + address] = endpoint.Picks;
                tallies[Tally.Failures + address] = endpoint.Failures;
                tallies[Tally.InRotation + address] = endpoint.State == EndpointState.InRotation ? 1 : 0;
            }
        }

        await database.TallyAsync(_process, tallies, cancellationToken);
    }
}
