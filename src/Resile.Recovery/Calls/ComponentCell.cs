using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Detection;
using Resile.Recovery.Failures;
using Resile.Recovery.Generations;
using Resile.Recovery.Limits;
using Resile.Recovery.State;

namespace Resile.Recovery.Calls;

/// <summary>The part of a cell that does not depend on its contract: what its supervisor sees. Thread-safe.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class ComponentCell : IGenerationOwner
{
    private readonly ComponentCellSettings _settings;
    private readonly CallQueue _queue;
    private IFailureSink? _failures;
    private int _generations;
    private int _isDown;

    private protected ComponentCell(ComponentCellSettings settings)
    {
        (_settings, Clock) = (settings, settings.Clock);
        StateKeeper = new StateKeeper(settings.Options, settings.Time);
        _queue = new CallQueue(this, settings.Clock);
        Waits = new ComponentWaits(this);
    }

    internal string Name => _settings.Name;

    string IGenerationOwner.Name => Name;

    internal AutoRecoverOptions Options => _settings.Options;

    internal int Waiting => _queue.Count;

    // Whether calls stay limited when none waits any more.
    internal bool HasLimit => Options.ConcurrencyLimit != ConcurrencyLimit.None;

    // How many calls may run at once, and how many do; null where nothing limits them.
    internal (int Limit, int InFlight)? Concurrency =>
        HasLimit && Current is { TakesCalls: true, Gate: { } gate } ? (gate.Limit, gate.InFlight) : null;

    internal int Generations => Volatile.Read(ref _generations);

    // What one generation leaves to the next.
    internal StateKeeper StateKeeper { get; }

    // Says in the calls that it makes that it is the one that waits.
    internal ComponentWaits Waits { get; }

    internal abstract Generation? Current { get; }

    private protected IGenerationFaults? Faults => _settings.Faults;

    private protected CoarseClock Clock { get; }

    private protected TimeProvider Time => _settings.Time;

    // Makes and starts a generation; its calls begin when it is published.
    internal abstract Task<Generation> StartAsync(RecoveryReason reason, int attempt, CancellationToken cancellationToken);

    internal abstract void Publish(Generation generation);

    internal void ReportTo(IFailureSink failures) => _failures = failures;

    // Whether no call may wait for it.
    internal bool IsStopped => _queue.Stopped is not null;

    // Nothing opens before it is revived: whoever waits is told why.
    internal void Stop(string why) => _queue.Stop(why);

    // It starts again after it was stopped: calls wait for it.
    internal void Revive() => _queue.Revive();

    // Called at each step of the coarse clock.
    internal void LookAtLimit()
    {
        if (Current is { State: GenerationState.Gated } generation)
        {
            generation.Gate!.Look();
            _queue.Release();
        }
    }

    // What the contract says of an exception that kept a generation from starting, or ended its loop; after an ordinary one it is tried again.
    internal FailureAction DecideOnEnd(Exception? exception) =>
        exception is not null && _settings.Policy.Decide(exception, CancellationToken.None) is (FailureAction.Escalate or FailureAction.Stop) and var action
            ? action
            : FailureAction.Restart;

    // Calls wait from now on for the next generation. Of all that want to close this one, one succeeds.
    internal bool TryClose(Generation generation)
    {
        if (!generation.TryDrain())
        {
            return false;
        }

        if (Interlocked.Exchange(ref _isDown, 1) == 0)
        {
            _settings.Pressure.Down();
        }

        return true;
    }

    // Done before anybody can see the generation.
    private protected void LetInThroughGate(Generation generation)
    {
        generation.Gate = new ConcurrencyGate(LimitPolicy.Of(Options), _queue, Time);
        if (!HasLimit && Options.Pending == PendingCalls.Fail)
        {
            // Nobody waits for it.
            generation.Open();
        }
    }

    // Called when the next generation can be seen already: who comes to the queue from now on finds it.
    private protected void Opened()
    {
        if (Interlocked.Exchange(ref _isDown, 0) == 1)
        {
            _settings.Pressure.Up();
        }

        _queue.Release();
    }

    private protected int NextGeneration() => Interlocked.Increment(ref _generations);

    private protected AsyncServiceScope OpenScope(RecoveryContext context)
    {
        var scope = _settings.Scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RecoveryContextHolder>().Context = context;
        return scope;
    }

    CallEnd IGenerationOwner.Report(Generation generation, Exception exception, CancellationToken cancellationToken) => Report(generation, exception, cancellationToken);

    void IGenerationOwner.GaveUp(string operation) => _settings.Metrics.Unknown(Name, operation);

    // The exception goes to the caller, or the call is made again; here it is only asked what it says of the component.
    private protected CallEnd Report(Generation generation, Exception exception, CancellationToken cancellationToken)
    {
        if (FailurePolicy.IsFatal(exception))
        {
            ReportFatal(generation, exception);
            return CallEnd.Failed;
        }

        // A generation that is being replaced has been judged already.
        var action = generation.TakesCalls ? _settings.Policy.Decide(exception, cancellationToken) : FailureAction.Pass;
        if (action == FailureAction.Pass)
        {
            return exception is OperationCanceledException && cancellationToken.IsCancellationRequested ? CallEnd.Cancelled : CallEnd.Refused;
        }

        if (action == FailureAction.Resume)
        {
            _failures?.Resumed(generation, exception);
        }
        else if (action != FailureAction.Score || generation.Score.Add(Options.ScoreLimit, Options.ScoreHalfLife))
        {
            Fail(generation, RecoveryReason.Crashed, exception, action == FailureAction.Score ? FailureAction.Restart : action);
        }

        return CallEnd.Failed;
    }

    // An exception that ends a loop is never an accident that the component survives.
    private protected bool LoopFailed(Generation generation, Exception exception)
    {
        if (FailurePolicy.IsFatal(exception))
        {
            ReportFatal(generation, exception);
            return true;
        }

        return Fail(generation, RecoveryReason.Crashed, exception, DecideOnEnd(exception));
    }

    // One failure counts once: of all callers that saw the generation fail, one closes it.
    internal bool Fail(Generation generation, RecoveryReason reason, Exception? exception, FailureAction action, TimeSpan delay = default)
    {
        if (!TryClose(generation))
        {
            return false;
        }

        _failures?.Failed(new ComponentFailure(generation, reason, exception, action, delay)
        {
            Lived = delay > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Clock.Now - generation.OpenedAt) - delay : null,

            // A crash is reported by the call itself.
            Call = reason == RecoveryReason.Crashed && Activity.Current is { } activity ? activity.Context : default,
        });
        return true;
    }

    // Whoever else has closed the generation: what makes the whole process untrustworthy has to be heard.
    private void ReportFatal(Generation generation, Exception exception)
    {
        if (!Fail(generation, RecoveryReason.Crashed, exception, FailureAction.Escalate))
        {
            _failures?.Failed(new ComponentFailure(generation, RecoveryReason.Crashed, exception, FailureAction.Escalate));
        }
    }
}
