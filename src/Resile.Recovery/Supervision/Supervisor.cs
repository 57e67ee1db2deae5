using System.Threading.Channels;
using Resile.Recovery.Budgets;
using Resile.Recovery.Calls;
using Resile.Recovery.Failures;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Supervision;

/// <summary>Keeps the components of one service alive.</summary>
/// <remarks>
/// One loop decides, so decisions need no lock, and user code never runs on it: a restart is a task of its own, at most one for each
/// component, and so is the start of all in order. A restart that has to take more along stops those under way and begins when they have ended.
/// The loop waits for user code only when it ends the whole service, and then with a limit. A component whose restarts are used up restarts the
/// service: all its components end in reverse order and start in order. A service whose restarts are used up restarts the system.
/// </remarks>
internal sealed partial class Supervisor : IFailureSink
{
    private readonly Channel<Message> _messages = Channel.CreateUnbounded<Message>(new() { SingleReader = true });
    private readonly SupervisorOptions _options;
    private readonly SupervisionReporter _reporter;
    private readonly SystemRung _system;
    private readonly TimeProvider _time;
    private readonly GenerationStarter _starter;
    private readonly GenerationCloser _closer;
    private readonly RestartIntensity _intensity;
    private Task _loop = Task.CompletedTask;
    private Task _opening = Task.CompletedTask;
    private CancellationTokenSource _openingStop = new();
    private long _serviceRestarts;
    private int _isSystemRestarting;

    public Supervisor(
        string name, SupervisorOptions options, IReadOnlyList<SupervisedComponent> components, SupervisionReporter reporter,
        SystemRung system, TimeProvider time)
    {
        Name = name;
        Components = components;
        _options = options;
        _reporter = reporter;
        _system = system;
        _time = time;
        _starter = new GenerationStarter(time);
        _closer = new GenerationCloser(time);
        _intensity = new RestartIntensity(time);
        foreach (var component in components)
        {
            component.Cell.ReportTo(this);
            component.Cell.StateKeeper.ReportTo(reporter.StateOf(component.Cell.Name));
        }
    }

    public string Name { get; }

    public IReadOnlyList<SupervisedComponent> Components { get; }

    public long ServiceRestarts => Interlocked.Read(ref _serviceRestarts);

    public bool IsSystemRestarting => Volatile.Read(ref _isSystemRestarting) != 0;

    /// <summary>Starts the components in order, and the loop that watches over them.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        BeginOpening(isRestart: false, _time.GetTimestamp());
        _loop = Task.Run(RunAsync, CancellationToken.None);
        try
        {
            await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await _openingStop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends the components in reverse order, then the loop.</summary>
    public async Task StopAsync()
    {
        _messages.Writer.TryWrite(new Message(IsStop: true));
        _messages.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Failed(ComponentFailure failure) => _messages.Writer.TryWrite(new Message(failure));

    /// <summary>Finds calls that do not return.</summary>
    public void FindHangs(long now)
    {
        foreach (var component in Components)
        {
            var cell = component.Cell;
            if (cell.Current is { TakesCalls: true } generation
                && generation.Calls.Oldest is var oldest && oldest != long.MaxValue
                && now - oldest > (long)cell.Options.HangAfter.TotalMilliseconds
                && cell.Fail(generation, RecoveryReason.Hung, null, escalate: false))
            {
                component.CountHang();
            }
        }
    }

    /// <summary>Moves the limits of the components, and lets in the calls for which there is room then.</summary>
    public void LookAtLimits()
    {
        foreach (var component in Components)
        {
            component.Cell.LookAtLimit();
        }
    }

    /// <summary>Captures the states that are due.</summary>
    public void CaptureStates(long now)
    {
        foreach (var component in Components)
        {
            if (component.Cell.Current is { } generation)
            {
                component.StateWatch.Look(generation, now);
            }
        }
    }

    private async Task RunAsync()
    {
        await foreach (var message in _messages.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await HandleAsync(message).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                RestartSystem($"The supervision of '{Name}' has failed itself: {exception.Message}");
            }
        }
    }

    private async Task HandleAsync(Message message)
    {
        if (message.IsStop)
        {
            await StopComponentsAsync(isFinal: true).ConfigureAwait(false);
        }
        else if (IsSystemRestarting || message.Stop.IsCancellationRequested)
        {
            // What was stopped meanwhile has no say: two components that used up their restarts for one cause restart their service once.
            return;
        }
        else if (message.Failure is { } failure)
        {
            await DecideAsync(failure).ConfigureAwait(false);
        }
        else if (message.NotStarted is { } component)
        {
            BeginRestart(component);
        }
        else if (message.Exhausted is { } reason)
        {
            await RestartServiceAsync(reason).ConfigureAwait(false);
        }
    }

    private async Task DecideAsync(ComponentFailure failure)
    {
        var (cell, generation) = (failure.Cell, failure.Generation);
        if (failure.Exception is not null && FailurePolicy.IsFatal(failure.Exception))
        {
            _reporter.Failed(cell.Name, generation.Number, failure.Reason, failure.Exception);
            RestartSystem($"'{cell.Name}' threw {failure.Exception.GetType().Name}, after which no code of this process can be trusted.");
            return;
        }

        _reporter.Failed(cell.Name, generation.Number, failure.Reason, failure.Exception);
        var component = Components.First(each => each.Cell == cell);
        var isEnding = component.Restart?.Ending.Contains(component) == true;
        if (cell.Current != generation || generation.State != GenerationState.Draining)
        {
            // It was restarted, with its service or along with another, before this was read: the generation has been replaced.
            return;
        }

        cell.StateKeeper.Failed(generation.Number, failure.Reason);
        if (failure.Escalate)
        {
            await RestartServiceAsync($"'{cell.Name}' has failed in a way that restarting it alone does not mend.").ConfigureAwait(false);
            return;
        }

        component.Cause = new RestartCause(failure.Reason);
        if (!isEnding)
        {
            component.State = ComponentState.Draining;
            BeginRestart(component);
        }
    }

    private void RestartSystem(string reason)
    {
        if (Interlocked.Exchange(ref _isSystemRestarting, 1) == 0)
        {
            _reporter.SystemRestarting(reason);
            _system.Restart(reason);
        }
    }

    // What the loop is told: a failure; a component that did not start at first, or that has used up its restarts, with the token that stops
    // what it was part of; or to stop.
    private sealed record Message(
        ComponentFailure? Failure = null, SupervisedComponent? NotStarted = null, string? Exhausted = null, CancellationToken Stop = default,
        bool IsStop = false);
}
