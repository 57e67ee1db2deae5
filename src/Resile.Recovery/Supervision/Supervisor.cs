using System.Threading.Channels;
using Resile.Recovery.Calls;
using Resile.Recovery.Detection;
using Resile.Recovery.Failures;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Supervision;

/// <summary>Keeps its children alive: components, and other supervisors.</summary>
/// <remarks>
/// One loop decides, so decisions need no lock, and user code never runs on it: a restart is a task of its own, at most one for each
/// child, and so is the start of all in order. A restart that has to take more along stops those under way and begins when they have ended.
/// The loop waits for user code only when it ends all its children, and then with a limit. A child whose restarts are used up restarts its
/// supervisor: all children end in reverse order and start in order. That is a restart of a child of the supervisor above, which has a
/// budget for it in turn; above the root stands the system. A supervisor waits for the loops of its children, never for that of its parent.
/// </remarks>
internal sealed partial class Supervisor : SupervisedChild
{
    private readonly Channel<SupervisorMessage> _messages = Channel.CreateUnbounded<SupervisorMessage>(new() { SingleReader = true });
    private readonly SupervisorOptions _options;
    private readonly SupervisionReporter _reporter;
    private readonly SystemRung _system;
    private readonly TimeProvider _time;
    private SupervisedChild[] _children = [];
    private Task _loop = Task.CompletedTask;
    private Task _opening = Task.CompletedTask;
    private SupervisedChild[] _toOpen = [];
    private CancellationTokenSource _openingStop = new();
    private CancellationTokenSource _life = new();
    private string? _failure;
    private long _restarts;
    private int _isSystemRestarting;
    private int _unhandled;
    private int _pauses;
    private long _handled;

    public Supervisor(string name, SupervisorOptions options, SupervisionReporter reporter, SystemRung system, TimeProvider time)
        : base(time) => (Name, _options, _reporter, _system, _time) = (name, options, reporter, system, time);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override ChildRestart RestartKind => _options.Restart;

    /// <inheritdoc/>
    public override bool IsSignificant => _options.IsSignificant;

    /// <summary>Gets the children, in the order of their start.</summary>
    public IReadOnlyList<SupervisedChild> Children => Volatile.Read(ref _children);

    /// <summary>Gets how often it was restarted as a whole because of its own failure.</summary>
    public long Restarts => Interlocked.Read(ref _restarts);

    public bool IsSystemRestarting => Volatile.Read(ref _isSystemRestarting) != 0;

    /// <summary>Gets all components under it, at any depth, in the order of their start.</summary>
    public IEnumerable<SupervisedComponent> Components => Children.SelectMany(static child => child switch
    {
        SupervisedComponent component => [component],
        Supervisor supervisor => supervisor.Components,
        _ => Enumerable.Empty<SupervisedComponent>(),
    });

    /// <summary>Gets itself and all supervisors under it, at any depth.</summary>
    public IEnumerable<Supervisor> Supervisors => Children.OfType<Supervisor>().SelectMany(static child => child.Supervisors).Prepend(this);

    /// <summary>Gets how much goes on right now: the loop, if it has something to decide, and the starts and restarts that run.</summary>
    public int Running => (Volatile.Read(ref _unhandled) > 0 ? 1 : 0) + (_opening.IsCompleted ? 0 : 1)
        + Children.Select(static child => child.Restart).OfType<Restart>().Distinct().Count(static restart => !restart.Running.IsCompleted);

    /// <summary>Gets how much of what goes on, here and above, waits for time to pass or for this supervisor.</summary>
    public int Pausing => Volatile.Read(ref _pauses);

    /// <summary>Gets how often the loop has decided something.</summary>
    public long Decisions => Interlocked.Read(ref _handled);

    public SupervisorSnapshot Snapshot()
    {
        var children = Children;
        return new SupervisorSnapshot(
            Name, Parent?.Parent is null ? null : Parent.Name, _options.Strategy, State, Restarts, children.Count,
            children.Count(static child => child.State == ComponentState.Open));
    }

    /// <summary>Adds a child, before the first start.</summary>
    public void Add(SupervisedChild child)
    {
        child.Parent = this;
        Volatile.Write(ref _children, [.. _children, child]);
    }

    /// <summary>Begins to decide: its own loop, and those of the supervisors under it.</summary>
    public void Watch()
    {
        foreach (var supervisor in Supervisors)
        {
            supervisor._loop = Task.Run(supervisor.RunAsync, CancellationToken.None);
        }
    }

    /// <summary>Looks at all components under it: for calls that do not return, for probes, for states to be captured, and for limits to be moved.</summary>
    /// <param name="now">The coarse clock.</param>
    /// <param name="factor">How many times as long as configured calls and probes may take: see <see cref="SelfDoubt"/>.</param>
    public void Look(long now, int factor)
    {
        foreach (var child in Volatile.Read(ref _children))
        {
            switch (child)
            {
                case SupervisedComponent component:
                    component.FindHang(now, factor);
                    component.Probe(now, factor);
                    component.CaptureState(now);
                    component.Cell.LookAtLimit();
                    if (_system.IsRestarting)
                    {
                        component.RefuseWaiting();
                    }

                    break;
                case Supervisor supervisor:
                    supervisor.Look(now, factor);
                    break;
            }
        }
    }

    /// <summary>Takes the failure of a component. Called once for each generation, on any thread.</summary>
    public void Failed(SupervisedComponent component, ComponentFailure failure) => Post(() => DecideAsync(component, failure));

    /// <summary>Asks for the restart of the system: nothing below it helps any more.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="isProcessLost">Whether only the end of the process helps.</param>
    public void RestartSystem(string reason, bool isProcessLost = false)
    {
        if (Interlocked.Exchange(ref _isSystemRestarting, 1) == 0)
        {
            var root = this;
            while (root.Parent is { } parent)
            {
                root = parent;
            }

            var failed = root.Supervisors.Select(static supervisor => supervisor._reporter.Escalate()).OfType<Telemetry.Recovery>().MaxBy(static recovery => recovery.Began);
            _reporter.SystemRestarting(reason, failed);
            _system.Restart(reason, isProcessLost);
        }
    }

    private Task DecideAsync(SupervisedComponent component, ComponentFailure failure)
    {
        var (cell, generation) = (component.Cell, failure.Generation);
        _reporter.Failed(component.Name, generation.Number, failure.Reason, failure.Exception, failure.Delay, failure.Call);
        if (failure.Exception is not null && FailurePolicy.IsFatal(failure.Exception))
        {
            RestartSystem($"'{component.Name}' threw {failure.Exception.GetType().Name}, after which no code of this process can be trusted.", isProcessLost: true);
            return Task.CompletedTask;
        }

        var isEnding = IsEnding(component);
        if (cell.Current != generation || generation.State != GenerationState.Draining)
        {
            // It was restarted, with its service or along with another, before this was read: the generation has been replaced.
            return Task.CompletedTask;
        }

        cell.StateKeeper.Failed(generation.Number, failure.Lived);
        component.Cause = new RestartCause(failure.Reason);
        if (failure.Action == FailureAction.Escalate)
        {
            RestartWhole($"'{component.Name}' has failed in a way that restarting it alone does not mend.");
        }
        else if (!isEnding)
        {
            component.State = ComponentState.Draining;
            EndOrRestart(component, failure.Action, hasFailed: failure.Reason != RecoveryReason.Ended);
        }

        return Task.CompletedTask;
    }

    // What is neither to be ended nor restarted by what its contract or its kind says is restarted.
    private void EndOrRestart(SupervisedChild child, FailureAction action, bool hasFailed)
    {
        if (action == FailureAction.Stop)
        {
            BeginEnd(child, "it has failed in a way after which it is not to be restarted.");
        }
        else if (child.RestartKind == ChildRestart.Temporary)
        {
            BeginEnd(child, $"it has {(hasFailed ? "failed" : "ended")}, and is a temporary child of '{Name}'.");
        }
        else if (child.RestartKind == ChildRestart.Transient && !hasFailed)
        {
            BeginEnd(child, "it has done its work.");
        }
        else
        {
            BeginRestart(child);
        }
    }

    private static bool IsEnding(SupervisedChild child) => child.Restart?.Ending.Contains(child) == true;
}
