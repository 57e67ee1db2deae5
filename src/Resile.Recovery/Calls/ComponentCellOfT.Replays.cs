using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <content>
/// The calls that are made again when their generation fails under them. What answers such a call is asked for its answer here, once for each time that it is made:
/// whatever a generation that was given up says later reaches nobody.
/// </content>
public sealed partial class ComponentCell<TContract>
{
    // As CallAsync, which would be three times as slow with this in it: its frame would be larger, and its result go through memory.
    private ValueTask CallReplayedAsync<TCall>(TCall call, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract>
    {
        var generation = Volatile.Read(ref _current);
        if (generation is null)
        {
            return WaitAndCallAsync(call, operation, cancellationToken);
        }

        ref var since = ref CallPace<TCall>.IsImmediate ? ref generation.TryEnterHere(Clock.Now) : ref Unsafe.NullRef<long>();
        if (Unsafe.IsNullRef(ref since))
        {
            return CallThroughGateAsync(generation, call, operation, cancellationToken);
        }

        ValueTask running;
        try
        {
            running = call.InvokeAsync(generation.Component, cancellationToken);
        }
        catch (Exception exception)
        {
            Volatile.Write(ref since, 0);
            Report(generation, exception, cancellationToken);
            var answer = AnswerTo(exception, generation, operation);
            return ReplayAsync(call, generation, ValueTask.FromException(answer), operation, cancellationToken);
        }

        if (!running.IsCompletedSuccessfully || generation.State == GenerationState.Abandoned)
        {
            CallPace<TCall>.Note(isImmediate: false);
            var slot = generation.Calls.Move(ref since);
            running = PendingCompletion.Begin(new CallPass(generation, slot), running, operation, true, cancellationToken);
            return ReplayAsync(call, generation, running, operation, cancellationToken);
        }

        Volatile.Write(ref since, 0);
        return running;
    }

    private ValueTask<TResult> CallReplayedAsync<TCall, TResult>(TCall call, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract, TResult>
    {
        var generation = Volatile.Read(ref _current);
        if (generation is null)
        {
            return WaitAndCallAsync<TCall, TResult>(call, operation, cancellationToken);
        }

        ref var since = ref CallPace<TCall>.IsImmediate ? ref generation.TryEnterHere(Clock.Now) : ref Unsafe.NullRef<long>();
        if (Unsafe.IsNullRef(ref since))
        {
            return CallThroughGateAsync<TCall, TResult>(generation, call, operation, cancellationToken);
        }

        ValueTask<TResult> running;
        try
        {
            running = call.InvokeAsync(generation.Component, cancellationToken);
        }
        catch (Exception exception)
        {
            Volatile.Write(ref since, 0);
            Report(generation, exception, cancellationToken);
            var answer = AnswerTo(exception, generation, operation);
            return ReplayAsync(call, generation, ValueTask.FromException<TResult>(answer), operation, cancellationToken);
        }

        if (!running.IsCompletedSuccessfully || generation.State == GenerationState.Abandoned)
        {
            CallPace<TCall>.Note(isImmediate: false);
            var slot = generation.Calls.Move(ref since);
            running = PendingResult<TResult>.Begin(new CallPass(generation, slot), running, operation, true, cancellationToken);
            return ReplayAsync(call, generation, running, operation, cancellationToken);
        }

        Volatile.Write(ref since, 0);
        return running;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReplayAsync<TCall>(
        TCall call, Generation generation, ValueTask running, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract>
    {
        for (var replay = 1; ; replay++)
        {
            ExceptionDispatchInfo failure;
            try
            {
                await running.ConfigureAwait(false);
                return;
            }
            catch (Exception exception)
            {
                if (replay > TCall.Replays || !MayReplay(exception, generation, cancellationToken))
                {
                    NoteIfUnknown(exception, operation);
                    throw;
                }

                failure = ExceptionDispatchInfo.Capture(exception);
            }

            var pass = await EnterAgainAsync(failure, operation, cancellationToken).ConfigureAwait(false);
            generation = pass.Generation;
            running = Begin(call, pass, operation, cancellationToken);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TResult> ReplayAsync<TCall, TResult>(
        TCall call, Generation generation, ValueTask<TResult> running, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract, TResult>
    {
        for (var replay = 1; ; replay++)
        {
            ExceptionDispatchInfo failure;
            try
            {
                return await running.ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                if (replay > TCall.Replays || !MayReplay(exception, generation, cancellationToken))
                {
                    NoteIfUnknown(exception, operation);
                    throw;
                }

                failure = ExceptionDispatchInfo.Capture(exception);
            }

            var pass = await EnterAgainAsync(failure, operation, cancellationToken).ConfigureAwait(false);
            generation = pass.Generation;
            running = Begin<TCall, TResult>(call, pass, operation, cancellationToken);
        }
    }
}
