using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <content>The calls whose results come item by item.</content>
public sealed partial class ComponentCell<TContract>
{
    // Of a call that runs since then: it never hangs. A stream is quiet for as long as nothing happens, and nobody can tell that from a hang.
    private const long Quiet = long.MaxValue - 1;

    /// <summary>Calls an operation whose result comes item by item, when it is enumerated. The whole of it comes from one generation.</summary>
    /// <param name="call">The call.</param>
    /// <param name="operation">The operation's name, for errors.</param>
    /// <param name="cancellationToken">The caller's token: cancels the waiting and is passed on; one that the enumeration is given counts as well.</param>
    /// <returns>
    /// The items. The enumeration ends in a <see cref="ComponentUnavailableException"/> when its generation does, and in an
    /// <see cref="OutcomeUnknownException"/> when that is given up.
    /// </returns>
    /// <remarks>The wait for the first item counts as a call, which may hang, is limited, and may be replayed; later ones are none of it.</remarks>
    public async IAsyncEnumerable<TItem> StreamAsync<TCall, TItem>(
        TCall call, string operation, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract, IAsyncEnumerable<TItem>>
    {
        var stream = await FirstAsync<TCall, TItem>(call, operation, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            for (var hasItem = stream.HasFirst; hasItem;)
            {
                yield return stream.Items!.Current;
                if (!stream.Generation.TryEnter(Quiet, out var slot))
                {
                    throw StreamEnded(operation, stream.Generation);
                }

                hasItem = await LaterAsync(stream, new CallPass(stream.Generation, slot), operation, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Nobody has seen anything of a stream that has not given an item: it may begin anew.
    private async ValueTask<StreamRun<TItem>> FirstAsync<TCall, TItem>(TCall call, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract, IAsyncEnumerable<TItem>>
    {
        if (Volatile.Read(ref _current) is not { } current || !TryPass(current, out var pass))
        {
            pass = await EnterNextAsync(operation, cancellationToken).ConfigureAwait(false);
        }

        for (var replay = 1; ; replay++)
        {
            ExceptionDispatchInfo failure;
            var stream = new StreamRun<TItem>(pass.Generation, cancellationToken);
            try
            {
                stream.Items = await ItemsAsync<TCall, TItem>(call, pass, operation, stream.Stopping.Token).ConfigureAwait(false);
                stream.HasFirst = await NextAsync(stream, pass, operation, cancellationToken).ConfigureAwait(false);
                return stream;
            }
            catch (Exception exception)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
                if (!IsReplayed<TCall>() || replay > TCall.Replays || !MayReplay(exception, pass.Generation, cancellationToken))
                {
                    NoteIfUnknown(exception, operation);
                    throw;
                }

                failure = ExceptionDispatchInfo.Capture(exception);
            }

            pass = await EnterAgainAsync(failure, operation, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<IAsyncEnumerator<TItem>> ItemsAsync<TCall, TItem>(
        TCall call, CallPass pass, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract, IAsyncEnumerable<TItem>>
    {
        try
        {
            var items = await Invoke<TCall, IAsyncEnumerable<TItem>>(call, pass, operation, cancellationToken).ConfigureAwait(false);
            return items.GetAsyncEnumerator(cancellationToken);
        }
        catch (Exception exception)
        {
            pass.Free();
            pass.Leave(Report(pass.Generation, exception, cancellationToken));
            throw;
        }
    }

    private async ValueTask<bool> LaterAsync<TItem>(StreamRun<TItem> stream, CallPass pass, string operation, CancellationToken cancellationToken)
    {
        try
        {
            return await NextAsync(stream, pass, operation, cancellationToken).ConfigureAwait(false);
        }
        catch (OutcomeUnknownException exception)
        {
            NoteIfUnknown(exception, operation);
            throw;
        }
    }

    private async ValueTask<bool> NextAsync<TItem>(StreamRun<TItem> stream, CallPass pass, string operation, CancellationToken cancellationToken)
    {
        Task<bool> moving;
        var entry = Waits.Enter(pass, operation);
        try
        {
            moving = stream.Items!.MoveNextAsync().AsTask();
        }
        catch (Exception exception)
        {
            moving = Task.FromException<bool>(exception);
        }

        entry.Leave();

        if (await Task.WhenAny(moving, pass.Generation.Draining).ConfigureAwait(false) != moving)
        {
            await stream.Stopping.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await EndAsync(pass, moving, operation).ConfigureAwait(false);
        try
        {
            var hasItem = await moving.ConfigureAwait(false);
            pass.Leave(CallEnd.Succeeded);
            return hasItem;
        }
        catch (OperationCanceledException) when (stream.Stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw StreamEnded(operation, pass.Generation);
        }
        catch (Exception exception)
        {
            pass.Leave(Report(pass.Generation, exception, cancellationToken));
            throw;
        }
    }

    private ComponentUnavailableException StreamEnded(string operation, Generation generation) => new(Name, operation,
        $"'{Name}.{operation}' ended with the generation {generation.Number} that its items came from: the component is being restarted, or its host stops. "
        + "Enumerate it again.")
    {
        MayHaveBegun = true,
    };
}
