using System.Threading.Channels;
using Resile.Recovery.Budgets;
using Resile.Recovery.Calls;
using Resile.Recovery.Failures;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Supervision;

/// <summary>Keeps the components of one service alive.</summary>
/// <remarks>
/// One loop decides, so decisions need no lock, and user code never runs on it: a restart is a task of its own, at most one for each
/// component. A component whose restarts are used up restarts the service: all its components end in reverse order and start in
/// order. A service whose restarts are used up restarts the system.
/// </remarks>
internal sealed partial class Supervisor : IFailureSink
{
    private readonly Channel<Message> _messages = Channel.CreateUnbounded<Message>(new() { SingleReader = true });
    private readonly SupervisorOptions _options;
    private readonly SupervisionReporter _reporter;
    private readonly ISystemRecovery _system;
    private readonly TimeProvider _time;
    private readonly GenerationCloser _closer;
    private readonly RestartIntensity _intensity;
    private Task _loop = Task.CompletedTask;
    private long _serviceRestarts;
    private int _isSystemRestarting;

    public Supervisor(
        string name, SupervisorOptions options, IReadOnlyList<SupervisedComponent> components, SupervisionReporter reporter,
        ISystemRecovery system, TimeProvider time)
    {
        Name = name;
        Components = components;
        _options = options;
        _reporter = reporter;
        _system = system;
        _time = time;
        _closer = new GenerationCloser(time);
        _intensity = new RestartIntensity(time);
        foreach (var component in components)
        {
            component.Cell.ReportTo(this);
        }
    }

    public string Name { get; }

    public IReadOnlyList<SupervisedComponent> Components { get; }

    public long ServiceRestarts => Interlocked.Read(ref _serviceRestarts);

    public bool IsSystemRestarting => Volatile.Read(ref _isSystemRestarting) != 0;

    /// <summary>Starts the components in order, and the loop that watches over them.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = Task.Run(RunAsync, CancellationToken.None);
        foreach (var component in Components)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await TryOpenAsync(component, RecoveryReason.Started, 1, cancellationToken).ConfigureAwait(false) is { } generation)
            {
                _reporter.Started(component.Cell.Name, generation.Number);
            }
            else
            {
                // The host goes on starting; the component is tried again like one that has crashed.
                BeginRestart(component, RecoveryReason.StartFailed, static () => Task.CompletedTask);
            }
        }
    }

    /// <summary>Ends the components in reverse order, then the loop.</summary>
    public async Task StopAsync()
    {
        _messages.Writer.TryWrite(Message.Stop);
        _messages.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Failed(ComponentFailure failure) => _messages.Writer.TryWrite(new Message(failure, null));

    /// <summary>Finds calls that do not return.</summary>
    public void FindHangs(long now)
    {
        foreach (var component in Components)
        {
            var cell = component.Cell;
            if (cell.Current is { State: GenerationState.Open } generation
                && generation.Calls.Oldest is var oldest && oldest != long.MaxValue
                && now - oldest > (long)cell.Options.HangAfter.TotalMilliseconds
                && cell.Fail(generation, RecoveryReason.Hung, null, escalate: false))
            {
                component.CountHang();
            }
        }
    }

    private async Task RunAsync()
    {
        await foreach (var message in _messages.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (message == Message.Stop)
            {
                await StopComponentsAsync(isFinal: true).ConfigureAwait(false);
                return;
            }

            if (IsSystemRestarting)
            {
                continue;
            }

            if (message.Failure is { } failure)
            {
                await DecideAsync(failure).ConfigureAwait(false);
            }
            else if (message.Exhausted is { } exhausted)
            {
                await RestartServiceAsync(exhausted).ConfigureAwait(false);
            }
        }
    }

    private async Task DecideAsync(ComponentFailure failure)
    {
        var (cell, generation) = (failure.Cell, failure.Generation);
        var component = Components.First(each => each.Cell == cell);
        _reporter.Failed(cell.Name, generation.Number, failure.Reason, failure.Exception);
        if (failure.Exception is not null && FailurePolicy.IsFatal(failure.Exception))
        {
            RestartSystem($"'{cell.Name}' threw {failure.Exception.GetType().Name}, after which no code of this process can be trusted.");
        }
        else if (failure.Escalate)
        {
            await RestartServiceAsync($"'{cell.Name}' has failed in a way that restarting it alone does not mend.").ConfigureAwait(false);
        }
        else
        {
            component.State = ComponentState.Draining;
            BeginRestart(component, failure.Reason, () => CloseAsync(component, generation, failure.Reason));
        }
    }

    private void BeginRestart(SupervisedComponent component, RecoveryReason reason, Func<Task> close)
    {
        component.RestartStop = new CancellationTokenSource();
        var stop = component.RestartStop.Token;

        // The loop goes on at once: what a restart runs is user code, which may take any time.
        component.Restart = Task.Run(() => RestartAsync(component, reason, close, stop), CancellationToken.None);
    }

    private async Task RestartAsync(SupervisedComponent component, RecoveryReason reason, Func<Task> close, CancellationToken stop)
    {
        var (cell, began) = (component.Cell, _time.GetTimestamp());
        await close().ConfigureAwait(false);
        for (var attempt = 1; !stop.IsCancellationRequested; attempt++)
        {
            if (!component.Intensity.TryTake(cell.Options.MaxRestarts, cell.Options.RestartWindow))
            {
                _messages.Writer.TryWrite(new Message(null,
                    $"'{cell.Name}' has used up its {cell.Options.MaxRestarts} restarts in {cell.Options.RestartWindow}."));
                return;
            }

            if (await TryRestartAsync(component, reason, attempt, began, stop).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async Task<bool> TryRestartAsync(
        SupervisedComponent component, RecoveryReason reason, int attempt, long began, CancellationToken stop)
    {
        var cell = component.Cell;
        var delay = component.Backoff.Next(cell.Options.ShortestPause, cell.Options.LongestPause);
        if (delay > TimeSpan.Zero)
        {
            component.State = ComponentState.BackingOff;
            _reporter.BackingOff(cell.Name, delay);
            await Task.Delay(delay, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (stop.IsCancellationRequested || await TryOpenAsync(component, reason, attempt, stop).ConfigureAwait(false) is not { } generation)
        {
            return false;
        }

        component.CountRestart();
        _reporter.Restarted(cell.Name, generation.Number, reason, _time.GetElapsedTime(began));
        return true;
    }

    private async Task<Generation?> TryOpenAsync(SupervisedComponent component, RecoveryReason reason, int attempt, CancellationToken stop)
    {
        var cell = component.Cell;
        component.State = ComponentState.Starting;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            using var timer = _time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), limit,
                cell.Options.StartTimeout, Timeout.InfiniteTimeSpan);

            // A start that ignores its token is left behind: its generation is never published.
            var start = Task.Run(() => cell.StartAsync(reason, attempt, limit.Token), CancellationToken.None);
            var generation = await start.WaitAsync(limit.Token).ConfigureAwait(false);
            component.Backoff.Opened();
            component.State = ComponentState.Open;
            cell.Publish(generation);
            return generation;
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            component.State = ComponentState.BackingOff;
            _reporter.Failed(cell.Name, cell.Generations, RecoveryReason.StartFailed, exception);
            return null;
        }
        catch (Exception)
        {
            // The restart was stopped; whoever stopped it says what comes next.
            return null;
        }
    }

    private async Task CloseAsync(SupervisedComponent component, Generation generation, RecoveryReason reason)
    {
        // A hung generation has had its time already.
        var patience = reason == RecoveryReason.Hung ? TimeSpan.Zero : component.Cell.Options.ShutdownTimeout;
        Task? late;
        try
        {
            late = await _closer.CloseAsync(generation, patience).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // What a component throws at its end must not keep the next one from beginning.
            _reporter.DisposalFailed(component.Cell.Name, generation.Number, exception);
            return;
        }

        if (late is null)
        {
            return;
        }

        var zombies = component.AddZombie();
        _reporter.Abandoned(component.Cell.Name, generation.Number, zombies);
        _ = late.ContinueWith(_ => component.RemoveZombie(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (zombies >= component.Cell.Options.ZombieLimit)
        {
            RestartSystem($"{zombies} generations of '{component.Cell.Name}' hang, and only the end of the process ends them.");
        }
    }
}
