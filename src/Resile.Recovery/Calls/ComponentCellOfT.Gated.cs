using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <content>
/// The calls of a thread that is within a call of the generation already, or that has no slot of its own, and all calls while a gate stands before the generation.
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

        ValueTask running;
        try
        {
            running = call.InvokeAsync(generation.Component, cancellationToken);
        }
        catch (Exception exception)
        {
            pass.Free();
            pass.Leave(Report(generation, exception, cancellationToken));
            var answer = AnswerTo(exception, generation, operation);
            if (IsReplayed<TCall>() && MayReplay(answer, generation, cancellationToken))
            {
                return ReplayAsync(call, generation, ValueTask.FromException(answer), operation, cancellationToken);
            }

            ThrowIfGivenUp(generation, operation);
            throw;
        }

        if (!running.IsCompletedSuccessfully || generation.State == GenerationState.Abandoned)
        {
            return IsReplayed<TCall>()
                ? ReplayAsync(call, generation, PendingCompletion.Begin(pass, running, operation, true, cancellationToken), operation, cancellationToken)
                : PendingCompletion.Begin(pass, running, operation, false, cancellationToken);
        }

        pass.Free();
        pass.Leave(CallEnd.Succeeded);
        return running;
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

        ValueTask<TResult> running;
        try
        {
            running = call.InvokeAsync(generation.Component, cancellationToken);
        }
        catch (Exception exception)
        {
            pass.Free();
            pass.Leave(Report(generation, exception, cancellationToken));
            var answer = AnswerTo(exception, generation, operation);
            if (IsReplayed<TCall>() && MayReplay(answer, generation, cancellationToken))
            {
                return ReplayAsync(call, generation, ValueTask.FromException<TResult>(answer), operation, cancellationToken);
            }

            ThrowIfGivenUp(generation, operation);
            throw;
        }

        if (!running.IsCompletedSuccessfully || generation.State == GenerationState.Abandoned)
        {
            return IsReplayed<TCall>()
                ? ReplayAsync(call, generation, PendingResult<TResult>.Begin(pass, running, operation, true, cancellationToken), operation, cancellationToken)
                : PendingResult<TResult>.Begin(pass, running, operation, false, cancellationToken);
        }

        pass.Free();
        pass.Leave(CallEnd.Succeeded);
        return running;
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
            running = call.InvokeAsync(((ComponentGeneration<TContract>)pass.Generation).Component, cancellationToken);
        }
        catch (Exception exception)
        {
            running = ValueTask.FromException(exception);
        }

        return PendingCompletion.Begin(pass, running, operation, IsReplayed<TCall>(), cancellationToken);
    }

    private ValueTask<TResult> Begin<TCall, TResult>(TCall call, in CallPass pass, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract, TResult>
    {
        ValueTask<TResult> running;
        try
        {
            running = call.InvokeAsync(((ComponentGeneration<TContract>)pass.Generation).Component, cancellationToken);
        }
        catch (Exception exception)
        {
            running = ValueTask.FromException<TResult>(exception);
        }

        return PendingResult<TResult>.Begin(pass, running, operation, IsReplayed<TCall>(), cancellationToken);
    }
}
