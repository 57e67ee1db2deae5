using Resile.Recovery.Detection;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <content>
/// The calls of operations that do not complete at once, as far as has been seen; those of a thread that is within a call of the generation already, or that has no slot of its own; and all
/// while a gate stands before the generation.
/// </content>
public sealed partial class ComponentCell<TContract>
{
    private ValueTask CallThroughGateAsync<TCall>(
        ComponentGeneration<TContract> generation, TCall call, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract>
    {
        if (!TryPass(generation, out var pass))
        {
            return WaitAndCallAsync(call, operation, cancellationToken);
        }

        var running = Begin(call, pass, operation, cancellationToken);
        return IsReplayed<TCall>() && !running.IsCompletedSuccessfully ? ReplayAsync(call, generation, running, operation, cancellationToken) : running;
    }

    private async ValueTask WaitAndCallAsync<TCall>(TCall call, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract>
    {
        var pass = await EnterNextAsync(operation, cancellationToken).ConfigureAwait(false);
        var running = Begin(call, pass, operation, cancellationToken);
        await (IsReplayed<TCall>() ? ReplayAsync(call, pass.Generation, running, operation, cancellationToken) : running).ConfigureAwait(false);
    }

    private ValueTask<TResult> CallThroughGateAsync<TCall, TResult>(
        ComponentGeneration<TContract> generation, TCall call, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract, TResult>
    {
        if (!TryPass(generation, out var pass))
        {
            return WaitAndCallAsync<TCall, TResult>(call, operation, cancellationToken);
        }

        var running = Begin<TCall, TResult>(call, pass, operation, cancellationToken);
        return IsReplayed<TCall>() && !running.IsCompletedSuccessfully ? ReplayAsync(call, generation, running, operation, cancellationToken) : running;
    }

    private async ValueTask<TResult> WaitAndCallAsync<TCall, TResult>(TCall call, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract, TResult>
    {
        var pass = await EnterNextAsync(operation, cancellationToken).ConfigureAwait(false);
        var running = Begin<TCall, TResult>(call, pass, operation, cancellationToken);
        return await (IsReplayed<TCall>() ? ReplayAsync(call, pass.Generation, running, operation, cancellationToken) : running).ConfigureAwait(false);
    }

    private ValueTask Begin<TCall>(TCall call, in CallPass pass, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract>
    {
        ValueTask running;
        try
        {
            running = Invoke(call, pass, operation, cancellationToken);
        }
        catch (Exception exception)
        {
            running = ValueTask.FromException(exception);
        }

        if (!running.IsCompletedSuccessfully || pass.Generation.State == GenerationState.Abandoned)
        {
            return PendingCompletion.Begin(pass, running, operation, IsReplayed<TCall>(), cancellationToken);
        }

        pass.Free();
        pass.Leave(CallEnd.Succeeded);
        return running;
    }

    private ValueTask<TResult> Begin<TCall, TResult>(TCall call, in CallPass pass, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract, TResult>
    {
        ValueTask<TResult> running;
        try
        {
            running = Invoke<TCall, TResult>(call, pass, operation, cancellationToken);
        }
        catch (Exception exception)
        {
            running = ValueTask.FromException<TResult>(exception);
        }

        if (!running.IsCompletedSuccessfully || pass.Generation.State == GenerationState.Abandoned)
        {
            return PendingResult<TResult>.Begin(pass, running, operation, IsReplayed<TCall>(), cancellationToken);
        }

        pass.Free();
        pass.Leave(CallEnd.Succeeded);
        return running;
    }

    // Makes a call, and lets the component be known in it as the one that runs, unless that call is not going to wait for anything.
    private ValueTask Invoke<TCall>(TCall call, in CallPass pass, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract>
    {
        var component = ((ComponentGeneration<TContract>)pass.Generation).Component;
        if (CallPace<TCall>.IsImmediate)
        {
            return call.InvokeAsync(component, cancellationToken);
        }

        var entry = Waits.Enter(pass, operation);
        ValueTask running;
        try
        {
            running = call.InvokeAsync(component, cancellationToken);
        }
        catch
        {
            entry.Leave();
            throw;
        }

        Left<TCall>(entry, running.IsCompleted);
        return running;
    }

    private ValueTask<TResult> Invoke<TCall, TResult>(TCall call, in CallPass pass, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract, TResult>
    {
        var component = ((ComponentGeneration<TContract>)pass.Generation).Component;
        if (CallPace<TCall>.IsImmediate)
        {
            return call.InvokeAsync(component, cancellationToken);
        }

        var entry = Waits.Enter(pass, operation);
        ValueTask<TResult> running;
        try
        {
            running = call.InvokeAsync(component, cancellationToken);
        }
        catch
        {
            entry.Leave();
            throw;
        }

        Left<TCall>(entry, running.IsCompleted);
        return running;
    }

    // One that made others wait on its own thread and completed at once was held up there.
    private static void Left<TCall>(ComponentWaits.Entry entry, bool hasCompleted)
    {
        var hasWaited = entry.Leave();
        CallPace<TCall>.Note(hasCompleted && !hasWaited);
        if (!hasCompleted)
        {
            ComponentWaits.NoteWait();
        }
    }
}
