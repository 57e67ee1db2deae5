using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Failures;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <summary>The part of a cell that does not depend on its contract: what its supervisor sees. Thread-safe.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ComponentCell
{
    private readonly ComponentCellSettings _settings;
    private readonly FailureScore _score;
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IFailureSink? _failures;
    private int _waiting;
    private int _generations;

    private protected ComponentCell(ComponentCellSettings settings)
    {
        _settings = settings;
        _score = new FailureScore(settings.Time);
    }

    internal string Name => _settings.Name;

    internal AutoRecoverOptions Options => _settings.Options;

    internal int Waiting => Volatile.Read(ref _waiting);

    internal int Generations => Volatile.Read(ref _generations);

    internal abstract Generation? Current { get; }

    private protected CoarseClock Clock => _settings.Clock;

    // Makes and starts a generation; its calls begin when it is published.
    internal abstract Task<Generation> StartAsync(RecoveryReason reason, int attempt, CancellationToken cancellationToken);

    internal abstract void Publish(Generation generation);

    internal void ReportTo(IFailureSink failures) => _failures = failures;

    // Calls wait again from now on. Called once for each generation, by whoever made it drain.
    internal void Closed() =>
        Volatile.Write(ref _opened, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    // Nothing will open any more: whoever waits is told so.
    internal void Stop() => Volatile.Read(ref _opened).TrySetException(Unavailable("", "its host is stopping. Call it while the host runs."));

    private protected void Opened()
    {
        _score.Reset();
        Volatile.Read(ref _opened).TrySetResult();
    }

    private protected int NextGeneration() => Interlocked.Increment(ref _generations);

    private protected AsyncServiceScope OpenScope(RecoveryContext context)
    {
        var scope = _settings.Scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RecoveryContextHolder>().Context = context;
        return scope;
    }

    // The exception goes to the caller in any case; here it is only asked what it says of the component.
    private protected void Report(Generation generation, Exception exception, CancellationToken cancellationToken)
    {
        var action = FailurePolicy.IsFatal(exception) ? FailureAction.Escalate : _settings.Policy.Decide(exception, cancellationToken);
        if (action == FailureAction.Pass
            || (action == FailureAction.Score && !_score.Add(Options.ScoreLimit, Options.ScoreHalfLife)))
        {
            return;
        }

        Fail(generation, RecoveryReason.Crashed, exception, action == FailureAction.Escalate);
    }

    // One failure counts once: of all callers that saw the generation fail, one closes it.
    internal bool Fail(Generation generation, RecoveryReason reason, Exception? exception, bool escalate)
    {
        if (!generation.TryDrain())
        {
            return false;
        }

        Closed();
        _failures?.Failed(new ComponentFailure(this, generation, reason, exception, escalate));
        return true;
    }

    // The caller of an abandoned generation has its answer, but the code still runs, and what it uses must stay until it ends.
    private protected static void FreeWithEndOf(Task running, CallSlot slot)
    {
        if (running.IsCompleted)
        {
            slot.Free();
        }
        else
        {
            _ = running.ContinueWith(
                static (ended, state) =>
                {
                    _ = ended.Exception;
                    ((CallSlot)state!).Free();
                },
                slot, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private protected void ThrowIfAbandoned(Generation generation, Task running, string operation)
    {
        if (generation.Abandoned.IsCancellationRequested && !running.IsCompleted)
        {
            throw new OutcomeUnknownException(Name, operation, generation.Number);
        }
    }

    private protected async Task WaitUntilOpenAsync(string operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _settings.Pressure.Arrived();
        var opened = Volatile.Read(ref _opened).Task;
        if (Options.Pending == PendingCalls.Fail)
        {
            throw Unavailable(operation, "it is restarting. Call again in a while, or let calls wait: "
                + $"'{RecoveryConfiguration.Component(Name)}:Pending' = 'Queue'.");
        }

        if (Interlocked.Increment(ref _waiting) > Options.QueueLimit)
        {
            Interlocked.Decrement(ref _waiting);
            throw Unavailable(operation, $"it is restarting, and {Options.QueueLimit} calls wait already "
                + $"('{RecoveryConfiguration.Component(Name)}:QueueLimit'). Send fewer calls, or call again in a while.");
        }

        try
        {
            await opened.WaitAsync(Options.PendingTimeout, _settings.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw Unavailable(operation, $"it did not come back within {Options.PendingTimeout} "
                + $"('{RecoveryConfiguration.Component(Name)}:PendingTimeout'). Its supervision events say why.");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private ComponentUnavailableException Unavailable(string operation, string why) => new(Name, operation,
        $"'{(operation.Length == 0 ? Name : Name + "." + operation)}' was not called: {why}");
}
