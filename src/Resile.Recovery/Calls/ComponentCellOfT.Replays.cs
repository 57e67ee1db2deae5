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
