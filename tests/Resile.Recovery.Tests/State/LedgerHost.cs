using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Generations;
using Resile.Recovery.Tests.Workers;

namespace Resile.Recovery.Tests.State;

/// <summary>A host with a supervised ledger, under virtual time.</summary>
internal sealed class LedgerHost : IAsyncDisposable
{
    /// <summary>After what time a capture is due: the interval, and the tick at which the generation is seen first.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10.1);

    private readonly ConcurrentQueue<SupervisionEvent> _events = new();
    private readonly Task _watching;

    private LedgerHost(WorkerHost host, LedgerHooks hooks)
    {
        (Host, Hooks) = (host, hooks);
        _watching = WatchAsync(host.Supervision.WatchAsync(CancellationToken.None).GetAsyncEnumerator());
    }

    public WorkerHost Host { get; }

    public LedgerHooks Hooks { get; }

    public ComponentSnapshot Snapshot => Host.Supervision.Snapshot().Components.Single(static component => component.Name == "Ledger");

    public IReadOnlyList<string> Events => [.. _events.Select(static happened => $"{happened.Kind} {happened.Generation}")];

    public IReadOnlyList<SupervisionEvent> Happened => [.. _events];

    private ILedger Ledger => Host.Services.GetRequiredService<ILedger>();

    public static async Task<LedgerHost> StartAsync(Action<AutoRecoverOptions>? configure = null, Action<ComponentsBuilder>? add = null)
    {
        var hooks = new LedgerHooks();
        var host = await WorkerHost.StartAsync(add: components =>
        {
            components.Services.AddSingleton(hooks);
            components.AddLedger<Ledger>(configure);
            add?.Invoke(components);
        });
        return new LedgerHost(host, hooks);
    }

    /// <summary>Lets time pass as it does where nothing stalls: a tick at a time.</summary>
    public void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += CoarseClock.Resolution)
        {
            Host.Time.Advance(CoarseClock.Resolution);
        }
    }

    /// <summary>Lets time pass until the state was captured anew, and kept.</summary>
    public async Task CaptureAsync()
    {
        var captures = Hooks.Lines.Count(static line => line.StartsWith("capture", StringComparison.Ordinal));
        Pass(Interval);
        await Host.UntilAsync(() => Hooks.Lines.Count(static line => line.StartsWith("capture", StringComparison.Ordinal)) > captures
            && Snapshot.StateAge < TimeSpan.FromSeconds(10));
    }

    public Task<int> AddAsync(int amount) => Ledger.AddAsync(amount, TestContext.Current.CancellationToken).AsTask();

    public Task<int> RunAsync(Func<Task> work) => Ledger.RunAsync(work, TestContext.Current.CancellationToken);

    public Task CrashAsync() => Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(static () => throw new InvalidDataException()));

    /// <summary>Waits for a generation that takes calls while virtual time goes on.</summary>
    public async Task<int> GenerationAsync() => await Host.FinishAsync(Ledger.GenerationAsync(TestContext.Current.CancellationToken));

    public async Task<int> SumAsync() => await Host.FinishAsync(new ValueTask<int>(AddAsync(0)));

    public async Task UntilEventAsync(string happened, TimeSpan step = default) => await Host.UntilAsync(() => Events.Contains(happened), step);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _watching;
    }

    private async Task WatchAsync(IAsyncEnumerator<SupervisionEvent> events)
    {
        await using (events)
        {
            while (await events.MoveNextAsync())
            {
                _events.Enqueue(events.Current);
            }
        }
    }
}
