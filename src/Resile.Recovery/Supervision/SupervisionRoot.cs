using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Resile.Recovery.Detection;
using Resile.Recovery.Generations;
using Resile.Recovery.Telemetry;

namespace Resile.Recovery.Supervision;

/// <summary>Starts, watches and stops all that is supervised in a process.</summary>
/// <remarks>
/// Its components take calls before any other hosted service starts, and until all of them have stopped.
/// </remarks>
internal sealed class SupervisionRoot : IHostedLifecycleService, ISupervision, IAsyncDisposable, IDisposable
{
    private readonly SupervisionEvents _events = new();
    private readonly CoarseClock _clock;
    private readonly SelfDoubt _doubt;
    private readonly SelfDoubtReporter _doubtReporter;
    private readonly TimeProvider _time;
    private readonly Supervisor _root;
    private ITimer? _timer;
    private Task? _stopping;
    private long _lastTick;
    private int _isTicking;
    private bool _hasStarted;

    public SupervisionRoot(
        IServiceProvider services, IEnumerable<ChildRegistration> registrations, IOptionsMonitor<SupervisorOptions> options,
        SystemRung system, RecoveryMetrics metrics, CoarseClock clock, SelfDoubt doubt, TimeProvider time, RecoveryRandom random, ILoggerFactory loggers)
    {
        (_clock, _doubt, _time) = (clock, doubt, time);
        _doubtReporter = new SelfDoubtReporter(_events, time, loggers.CreateLogger<SelfDoubt>());
        _root = new SupervisionTree(services, registrations, options, _events, system, metrics, time, random, loggers).Build();
        RecoveryObservations.Observe(metrics.Meter, this);
    }

    /// <summary>Gets the root of the tree.</summary>
    public Supervisor Root => _root;

    /// <summary>Gets how long ago the watch last looked.</summary>
    public TimeSpan SinceLastTick => _lastTick == 0 ? TimeSpan.Zero : _time.GetElapsedTime(Volatile.Read(ref _lastTick));

    /// <summary>Gets whether all components have taken calls, or have ended for good. It stays so.</summary>
    public bool HasStarted => Volatile.Read(ref _hasStarted)
        || (_timer is not null && LookWhetherStarted());

    /// <summary>Gets the name of a supervisor whose loop takes longer than it ever should; null if none does.</summary>
    public string? StuckSupervisor => _root.Supervisors.FirstOrDefault(static supervisor => supervisor.IsStuck)?.Name;

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _lastTick, _time.GetTimestamp());
        _timer = _time.CreateTimer(static root => ((SupervisionRoot)root!).Tick(), this, CoarseClock.Resolution, CoarseClock.Resolution);
        _root.Watch();
        await _root.StartAsync(_time.GetTimestamp(), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) =>
        // A host that is stopped before it has started anything: nobody decides yet.
        _timer is null ? Task.CompletedTask : (_stopping ??= StopSupervisorsAsync()).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public SupervisionSnapshot Snapshot() => new(
        [.. _root.Components.Where(static component => component.Forget is null).Select(static component => component.Snapshot())],
        _root.Supervisors.Sum(static supervisor => supervisor.Restarts),
        _root.Supervisors.Any(static supervisor => supervisor.IsSystemRestarting))
    {
        Supervisors = [.. _root.Supervisors.Skip(1).Select(static supervisor => supervisor.Snapshot())],
        SelfDoubt = _doubt.Score,
    };

    /// <inheritdoc/>
    public IAsyncEnumerable<SupervisionEvent> WatchAsync(CancellationToken cancellationToken = default) =>
        _events.WatchAsync(cancellationToken);

    /// <inheritdoc/>
    public Task RestartAsync(string name, CancellationToken cancellationToken = default)
    {
        var children = _root.Supervisors.SelectMany(static supervisor => supervisor.Children).ToArray();
        var child = Array.Find(children, child => child.Name == name) ?? throw new ArgumentException(
            $"Nothing named '{name}' is supervised. These are: {string.Join(", ", children.Select(static child => child.Name).Order(StringComparer.Ordinal))}.", nameof(name));
        return child.Parent!.RestartAsync(child).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A host that failed to start is disposed without having been stopped, and some components may run already.
        if (_timer is not null && _stopping is null)
        {
            await (_stopping = StopSupervisorsAsync()).ConfigureAwait(false);
        }

        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private bool LookWhetherStarted()
    {
        if (Snapshot().Components.All(static component => component.HasTakenCalls || component.HasEndedForGood))
        {
            Volatile.Write(ref _hasStarted, true);
        }

        return _hasStarted;
    }

    private async Task StopSupervisorsAsync()
    {
        try
        {
            await _root.StopAsync(ChildEnd.WithHost).ConfigureAwait(false);
        }
        finally
        {
            _timer?.Dispose();
            _events.Complete();
        }
    }

    private void Tick()
    {
        // A tick that takes long must not meet the next one.
        if (Interlocked.Exchange(ref _isTicking, 1) != 0)
        {
            return;
        }

        var doubt = _doubt.Look();
        _clock.Advance(doubt.LongestStep);
        _doubtReporter.Tell(doubt);
        Volatile.Write(ref _lastTick, _time.GetTimestamp());
        _root.Look(_clock.Now, _doubt.Factor);
        Volatile.Write(ref _isTicking, 0);
    }
}
