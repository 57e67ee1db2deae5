using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
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
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<Supervisor> _supervisors;
    private ITimer? _timer;
    private Task? _stopping;
    private long _lastTick;
    private int _isTicking;

    public SupervisionRoot(
        IServiceProvider services, IEnumerable<ComponentRegistration> registrations, IOptionsMonitor<SupervisorOptions> options,
        SystemRung system, RecoveryMetrics metrics, CoarseClock clock, TimeProvider time, RecoveryRandom random, ILoggerFactory loggers)
    {
        (_clock, _time) = (clock, time);
        _supervisors =
        [
            .. registrations.GroupBy(static registration => registration.Supervisor).Select(group => new Supervisor(
                group.Key,
                options.Get(group.Key),
                [.. group.Select(registration => new SupervisedComponent(registration.Cell(services), time, random.Next()))],
                new SupervisionReporter(group.Key, _events, metrics, time, loggers.CreateLogger<Supervisor>()),
                system,
                time)),
        ];
        RecoveryObservations.Observe(metrics.Meter, this);
    }

    /// <summary>Gets how long ago the watch last looked.</summary>
    public TimeSpan SinceLastTick => _lastTick == 0 ? TimeSpan.Zero : _time.GetElapsedTime(Volatile.Read(ref _lastTick));

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _timer = _time.CreateTimer(static root => ((SupervisionRoot)root!).Tick(), this, CoarseClock.Resolution, CoarseClock.Resolution);
        foreach (var supervisor in _supervisors)
        {
            await supervisor.StartAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) =>
        (_stopping ??= StopSupervisorsAsync()).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public SupervisionSnapshot Snapshot() => new(
        [.. _supervisors.SelectMany(static supervisor => supervisor.Components.Select(component => component.Snapshot(supervisor.Name)))],
        _supervisors.Sum(static supervisor => supervisor.ServiceRestarts),
        _supervisors.Any(static supervisor => supervisor.IsSystemRestarting));

    /// <inheritdoc/>
    public IAsyncEnumerable<SupervisionEvent> WatchAsync(CancellationToken cancellationToken = default) =>
        _events.WatchAsync(cancellationToken);

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

    private async Task StopSupervisorsAsync()
    {
        try
        {
            foreach (var supervisor in _supervisors.Reverse())
            {
                await supervisor.StopAsync().ConfigureAwait(false);
            }
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

        _clock.Advance();
        Volatile.Write(ref _lastTick, _time.GetTimestamp());
        foreach (var supervisor in _supervisors)
        {
            supervisor.FindHangs(_clock.Now);
            supervisor.CaptureStates(_clock.Now);
            supervisor.LookAtLimits();
        }

        Volatile.Write(ref _isTicking, 0);
    }
}
