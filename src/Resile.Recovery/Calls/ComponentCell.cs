using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Resile.Recovery.Detection;
using Resile.Recovery.Failures;
using Resile.Recovery.Generations;
using Resile.Recovery.State;

namespace Resile.Recovery.Calls;

/// <summary>The part of a cell that does not depend on its contract: what its supervisor sees. Thread-safe.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ComponentCell : IGenerationOwner
{
    private readonly ComponentCellSettings _settings;
    private TaskCompletionSource<bool> _first = NextOpening();
    private IFailureSink? _failures;
    private int _waiting;
    private int _generations;
    private int _isDown;
    private string? _stopped;

    private protected ComponentCell(ComponentCellSettings settings)
    {
        (_settings, Clock) = (settings, settings.Clock);
        StateKeeper = new StateKeeper(settings.Options, settings.Time);
    }

    internal string Name => _settings.Name;

    string IGenerationOwner.Name => Name;

    internal AutoRecoverOptions Options => _settings.Options;

    internal int Waiting => Volatile.Read(ref _waiting);

    internal int Generations => Volatile.Read(ref _generations);

    // What one generation leaves to the next.
    internal StateKeeper StateKeeper { get; }

    // The components that it waits for while it starts.
    internal ComponentWaits Waits { get; } = new();

    internal abstract Generation? Current { get; }

    private protected IGenerationFaults? Faults => _settings.Faults;

    private protected CoarseClock Clock { get; }

    private protected TimeProvider Time => _settings.Time;

    // Makes and starts a generation; its calls begin when it is published.
    internal abstract Task<Generation> StartAsync(RecoveryReason reason, int attempt, CancellationToken cancellationToken);

    internal abstract void Publish(Generation generation);

    internal void ReportTo(IFailureSink failures) => _failures = failures;

    // Nothing opens before it is revived: whoever waits is told why.
    internal void Stop(string why)
    {
        Volatile.Write(ref _stopped, why);
        After(Current).TrySetResult(false);
    }

    // It starts again after it was stopped: calls wait for it.
    internal void Revive()
    {
        if (Volatile.Read(ref _stopped) is null)
        {
            return;
        }

        if (Current is { } last)
        {
            last.Next = NextOpening();
        }
        else
        {
            Volatile.Write(ref _first, NextOpening());
        }

        Volatile.Write(ref _stopped, null);
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

    // Called when the next generation can be seen already: who waits and finds it closed again waits for the one after it.
    private protected void Opened(Generation? before)
    {
        if (Interlocked.Exchange(ref _isDown, 0) == 1)
        {
            _settings.Pressure.Up();
        }

        After(before).TrySetResult(true);
    }

    private protected int NextGeneration() => Interlocked.Increment(ref _generations);

    private protected AsyncServiceScope OpenScope(RecoveryContext context)
    {
        var scope = _settings.Scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RecoveryContextHolder>().Context = context;
        return scope;
    }

    void IGenerationOwner.Report(Generation generation, Exception exception, CancellationToken cancellationToken) => Report(generation, exception, cancellationToken);

    // The exception goes to the caller in any case; here it is only asked what it says of the component.
    private protected void Report(Generation generation, Exception exception, CancellationToken cancellationToken)
    {
        if (FailurePolicy.IsFatal(exception))
        {
            ReportFatal(generation, exception);
            return;
        }

        // A generation that is being replaced has been judged already.
        var action = generation.State == GenerationState.Open ? _settings.Policy.Decide(exception, cancellationToken) : FailureAction.Pass;
        if (action == FailureAction.Resume)
        {
            _failures?.Resumed(generation, exception);
        }

        if (action is FailureAction.Pass or FailureAction.Resume
            || (action == FailureAction.Score && !generation.Score.Add(Options.ScoreLimit, Options.ScoreHalfLife)))
        {
            return;
        }

        Fail(generation, RecoveryReason.Crashed, exception, action is FailureAction.Score ? FailureAction.Restart : action);
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

    // Waits until a call has ended or its generation is given up, and frees its slot.
    private protected async Task EndAsync(Generation generation, CallSlot slot, Task running, string operation)
    {
        await running.WaitAsync(generation.Abandoned).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (generation.Abandoned.IsCancellationRequested)
        {
            // Whoever gives a generation up must not run the code of those who called it.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        if (running.IsCompleted)
        {
            slot.Free();
            return;
        }

        // The code still runs, and what it uses must stay until it ends.
        _ = running.ContinueWith(
            static (ended, state) =>
            {
                _ = ended.Exception;
                ((CallSlot)state!).Free();
            },
            slot, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        throw new OutcomeUnknownException(Name, operation, generation.Number);
    }

    // Waits for a generation that takes the call, however many come and go meanwhile.
    private protected async ValueTask<(Generation Generation, CallSlot Slot)> EnterNextAsync(string operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _settings.Pressure.Arrived();
        ThrowIfNoneMayWait(operation);
        if (Interlocked.Increment(ref _waiting) > Options.QueueLimit)
        {
            Interlocked.Decrement(ref _waiting);
            throw Unavailable(operation, $"it is restarting, and {Options.QueueLimit} calls wait already "
                + $"('{RecoveryConfiguration.Component(Name)}:QueueLimit'). Send fewer calls, or call again in a while.");
        }

        using var wait = ComponentWaits.Begin(this, operation);
        try
        {
            return await WaitAndEnterAsync(operation, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (wait is not null)
        {
            FindCircle(wait);
            throw;
        }
        catch (TimeoutException)
        {
            throw Unavailable(operation, Generations == 0
                ? $"it has not been started within {Options.PendingTimeout}. Start the host before the first call."
                : $"it did not come back within {Options.PendingTimeout} "
                    + $"('{RecoveryConfiguration.Component(Name)}:PendingTimeout'). {(FindCircle(wait) is { } circle ? $"The components wait in a circle: {circle}." : "Its supervision events say why.")}");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async ValueTask<(Generation Generation, CallSlot Slot)> WaitAndEnterAsync(string operation, CancellationToken cancellationToken)
    {
        var began = _settings.Time.GetTimestamp();
        while (true)
        {
            var refused = Current;
            if (refused is not null && refused.TryEnter(Clock.Now, out var slot))
            {
                return (refused, slot);
            }

            var rest = Options.PendingTimeout - _settings.Time.GetElapsedTime(began);
            var next = After(refused).Task.WaitAsync(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, _settings.Time, cancellationToken);
            if (!await next.ConfigureAwait(false))
            {
                throw Unavailable(operation, Volatile.Read(ref _stopped) ?? "it is being started again. Call again.");
            }
        }
    }

    // Looked for when a deadline has passed, and never before.
    private string? FindCircle(ComponentWaits.Wait? wait)
    {
        var circle = wait?.FindCircle();
        if (circle is not null)
        {
            _failures?.WaitsInCircle(circle);
        }

        return circle;
    }

    private void ThrowIfNoneMayWait(string operation)
    {
        if (Volatile.Read(ref _stopped) is { } why)
        {
            throw Unavailable(operation, why);
        }

        if (Options.Pending == PendingCalls.Fail)
        {
            throw Unavailable(operation, "it is restarting. Call again in a while, or let calls wait: "
                + $"'{RecoveryConfiguration.Component(Name)}:Pending' = 'Queue'.");
        }
    }

    // Whoever else has closed the generation: what makes the whole process untrustworthy has to be heard.
    private void ReportFatal(Generation generation, Exception exception)
    {
        if (!Fail(generation, RecoveryReason.Crashed, exception, FailureAction.Escalate))
        {
            _failures?.Failed(new ComponentFailure(generation, RecoveryReason.Crashed, exception, FailureAction.Escalate));
        }
    }

    private TaskCompletionSource<bool> After(Generation? generation) => generation?.Next ?? Volatile.Read(ref _first);

    private static TaskCompletionSource<bool> NextOpening() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ComponentUnavailableException Unavailable(string operation, string why) => new(Name, operation,
        $"'{Name}.{operation}' was not called: {why}");
}
