using System.Runtime.ExceptionServices;
using Resile.Recovery.Detection;
using Resile.Recovery.Failures;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <content>The calls that wait, and those that are made again.</content>
public abstract partial class ComponentCell
{
    private string Section => RecoveryConfiguration.Component(Name);

    // Who comes while others wait goes to the end of the queue.
    private protected bool TryPass(Generation generation, out CallPass pass)
    {
        if (generation.State == GenerationState.Gated && !_queue.IsEmpty)
        {
            pass = default;
            return false;
        }

        return generation.TryPass(Clock.Now, out pass);
    }

    // Waits for a generation that takes the call, however many come and go meanwhile.
    private protected async ValueTask<CallPass> EnterNextAsync(string operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _settings.Pressure.Arrived();
        ThrowIfNoneMayWait(operation);
        var call = new QueuedCall { Caller = ComponentWaits.Caller, Operation = operation, Since = Clock.Now };
        if (!_queue.TryAdd(call))
        {
            throw Rejected(operation);
        }

        if (!call.Task.IsCompleted)
        {
            _settings.Metrics.Queued(Name, operation);
            ComponentWaits.NoteWait();
        }

        try
        {
            if (await WaitAsync(call, cancellationToken).ConfigureAwait(false) is not { } pass)
            {
                throw Expired(operation, FindCircle(call));
            }

            return call.Refusal is { } why ? throw Ended(operation, why) : pass;
        }
        catch (OperationCanceledException)
        {
            FindCircle(call);
            throw;
        }
    }

    // Waits for the generation on which a call is made again. Where that cannot be, the caller gets what it would have got at once.
    private protected async ValueTask<CallPass> EnterAgainAsync(ExceptionDispatchInfo failure, string operation, CancellationToken cancellationToken)
    {
        var call = new QueuedCall { IsReplay = true, Caller = ComponentWaits.Caller, Operation = operation, Since = Clock.Now };
        if (_queue.TryAdd(call)
            && await WaitAsync(call, cancellationToken).ConfigureAwait(false) is { Generation: not null } pass)
        {
            _settings.Metrics.Replayed(Name, operation);
            return pass;
        }

        NoteIfUnknown(failure.SourceException, operation);
        failure.Throw();
        return default;
    }

    // Whether a call may be made again that ended so: because its generation was given up, or because of what closed it or came after that.
    private protected bool MayReplay(Exception exception, Generation generation, CancellationToken cancellationToken) =>
        Options.Pending == PendingCalls.Replay
        && !cancellationToken.IsCancellationRequested
        && !generation.TakesCalls
        && (IsGivenUp(exception, generation)
            || (!FailurePolicy.IsFatal(exception) && _settings.Policy.Decide(exception, cancellationToken) is not (FailureAction.Pass or FailureAction.Resume)));

    // What a caller gets of a call that threw: of a generation that was given up, nothing but that.
    private protected static Exception AnswerTo(Exception exception, Generation generation, string operation) =>
        generation.State == GenerationState.Abandoned ? generation.OutcomeUnknown(operation) : exception;

    // The last thing before a call throws what its component threw.
    private protected void ThrowIfGivenUp(Generation generation, string operation)
    {
        if (generation.State == GenerationState.Abandoned)
        {
            _settings.Metrics.Unknown(Name, operation);
            throw generation.OutcomeUnknown(operation);
        }
    }

    private protected void NoteIfUnknown(Exception exception, string operation)
    {
        if (exception is OutcomeUnknownException unknown && unknown.Component == Name)
        {
            _settings.Metrics.Unknown(Name, operation);
        }
    }

    // Waits until a call has ended or its generation is given up, and frees its slot when the call has ended. What ends later, or as late, is not the answer.
    private protected static async Task EndAsync(CallPass pass, Task running, string operation)
    {
        var generation = pass.Generation;
        await running.WaitAsync(generation.Abandoned).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!generation.Abandoned.IsCancellationRequested)
        {
            pass.Free();
            return;
        }

        // The code still runs, and what it uses must stay until it ends.
        _ = running.ContinueWith(
            static (ended, state) =>
            {
                _ = ended.Exception;
                ((CallPass)state!).Free();
            },
            pass, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        // Whoever gives a generation up must not run the code of those who called it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        throw generation.OutcomeUnknown(operation);
    }

    private static bool IsGivenUp(Exception exception, Generation generation) =>
        exception is OutcomeUnknownException unknown && unknown.Component == generation.Owner.Name && unknown.Generation == generation.Number;

    // The pass; null when the time is up.
    private async ValueTask<CallPass?> WaitAsync(QueuedCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.Task.WaitAsync(Options.PendingTimeout, _settings.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            if (!_queue.TryRemove(call))
            {
                // It was let in at the same moment, and holds a place that it has to use.
                return await call.Task.ConfigureAwait(false);
            }

            // The place behind it, or the opening to all, may have waited for this one alone.
            _queue.Release();
            if (exception is TimeoutException)
            {
                return null;
            }

            throw;
        }
    }

    private void ThrowIfNoneMayWait(string operation)
    {
        if (_queue.Stopped is { } why)
        {
            throw Ended(operation, why);
        }

        var limit = Concurrency;
        if (limit is not null && !Options.QueueAtLimit)
        {
            throw Rejected(operation, "AtLimit", $"{limit.Value.Limit} calls run on it, as many as may at once "
                + $"('{Section}:ConcurrencyLimit' = '{Options.ConcurrencyLimit}'). Send fewer calls, or let calls wait: '{Section}:QueueAtLimit' = 'true'.");
        }

        if (limit is null && Options.Pending == PendingCalls.Fail)
        {
            throw Rejected(operation, "Down", $"it is restarting. Call again in a while, or let calls wait: '{Section}:Pending' = 'Queue'.");
        }
    }

    private ComponentUnavailableException Rejected(string operation)
    {
        if (_queue.Stopped is { } end)
        {
            return Ended(operation, end);
        }

        var why = Concurrency is { } concurrency ? $"{concurrency.Limit} calls run on it, as many as may at once"
            : Current is { TakesCalls: true } ? "it has just restarted, and lets those in that wait by and by"
            : "it is restarting";
        return Rejected(operation, "QueueFull", $"{why}, and {Options.QueueLimit} calls wait already ('{Section}:QueueLimit'). "
            + "Send fewer calls, or call again in a while.");
    }

    private ComponentUnavailableException Ended(string operation, string why) => Rejected(operation, "Ended", why);

    private ComponentUnavailableException Rejected(string operation, string reason, string why)
    {
        _settings.Metrics.Rejected(Name, operation, reason);
        return Unavailable(operation, why);
    }

    private ComponentUnavailableException Expired(string operation, string? circle)
    {
        _settings.Metrics.Expired(Name, operation);
        if (Generations == 0)
        {
            return Unavailable(operation, $"it has not been started within {Options.PendingTimeout}. Start the host before the first call.");
        }

        var (why, next) = Concurrency is { } concurrency
            ? ($"within {Options.PendingTimeout} ('{Section}:PendingTimeout') its turn did not come; {concurrency.Limit} calls may run on it at once "
                + $"('{Section}:ConcurrencyLimit' = '{Options.ConcurrencyLimit}').", "Send fewer calls.")
            : ($"it did not come back within {Options.PendingTimeout} ('{Section}:PendingTimeout').", "Its supervision events say why.");
        return Unavailable(operation, $"{why} {(circle is null ? next : $"The components wait in a circle: {circle}.")}");
    }

    private ComponentUnavailableException Unavailable(string operation, string why) => new(Name, operation,
        $"'{Name}.{operation}' was not called: {why}");
}
