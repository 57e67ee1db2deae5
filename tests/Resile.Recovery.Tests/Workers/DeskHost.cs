using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Resile.Recovery.Tests.Workers;

/// <summary>A host with a supervised desk, under virtual time.</summary>
internal sealed class DeskHost : IAsyncDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _counted = new();
    private TaskCompletionSource? _start;

    private DeskHost(WorkerHost host)
    {
        Host = host;
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument is Counter<long>)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => _counted.Enqueue(
            string.Join(' ', [instrument.Name.Replace("resile.recovery.", ""), .. tags.ToArray().Select(static tag => tag.Value)])));
        _listener.Start();
    }

    public WorkerHost Host { get; }

    public IDesk Desk => Host.Services.GetRequiredService<IDesk>();

    public ComponentSnapshot Snapshot => Host.Supervision.Snapshot().Components.Single(static component => component.Name == "Desk");

    /// <summary>Gets what was counted, restarts left out.</summary>
    public IReadOnlyList<string> Counted => [.. _counted.Where(static line => !line.StartsWith("restarts", StringComparison.Ordinal))];

    public static async Task<DeskHost> StartAsync(Action<AutoRecoverOptions>? configure = null, Dictionary<string, string?>? configuration = null) =>
        new(await WorkerHost.StartAsync(add: components => components.AddDesk<Desk>(configure), configuration: configuration));

    /// <summary>Holds the starts from now on until they are let go.</summary>
    public void Hold()
    {
        var start = _start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Host.Log.OnStart = (_, _) => start.Task;
    }

    public void LetGo() => _start!.TrySetResult();

    /// <summary>Crashes the component; the next generation waits for <see cref="LetGo"/>.</summary>
    public async Task CrashAsync()
    {
        Hold();
        await Assert.ThrowsAsync<InvalidDataException>(() => Desk.PayAsync(static _ => throw new InvalidDataException(), TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        // In this order: what waits for a start that is held finds the host stopping, and nothing that has started after all.
        await Host.DisposeAsync();
        _start?.TrySetResult();
        _listener.Dispose();
    }
}
