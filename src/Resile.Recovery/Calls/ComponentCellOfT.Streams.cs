using System.Runtime.CompilerServices;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

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
    /// <remarks>The wait for the first item counts as a call, which may hang; later ones never do.</remarks>
    public async IAsyncEnumerable<TItem> StreamAsync<TCall, TItem>(
        TCall call, string operation, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract, IAsyncEnumerable<TItem>>
    {
        Generation? generation = Volatile.Read(ref _current);
        if (generation is null || !generation.TryEnter(Clock.Now, out var slot))
        {
            (generation, slot) = await EnterNextAsync(operation, cancellationToken).ConfigureAwait(false);
        }

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<TItem>? items = null;
        try
        {
            items = await BeginAsync<TCall, TItem>(call, generation, slot, stopping.Token).ConfigureAwait(false);
            while (await NextAsync(items, generation, slot, stopping, operation, cancellationToken).ConfigureAwait(false))
            {
                yield return items.Current;
                if (!generation.TryEnter(Quiet, out slot))
                {
                    throw StreamEnded(operation, generation);
                }
            }
        }
        finally
        {
            // What is given up still runs, and cannot be disposed of.
            if (items is not null && !generation.Abandoned.IsCancellationRequested)
            {
                await items.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<IAsyncEnumerator<TItem>> BeginAsync<TCall, TItem>(TCall call, Generation generation, CallSlot slot, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract, IAsyncEnumerable<TItem>>
    {
        try
        {
            var items = await call.InvokeAsync(((ComponentGeneration<TContract>)generation).Component, cancellationToken).ConfigureAwait(false);
            return items.GetAsyncEnumerator(cancellationToken);
        }
        catch (Exception exception)
        {
            slot.Free();
            Report(generation, exception, cancellationToken);
            throw;
        }
    }

    private async ValueTask<bool> NextAsync<TItem>(
        IAsyncEnumerator<TItem> items, Generation generation, CallSlot slot, CancellationTokenSource stopping, string operation, CancellationToken cancellationToken)
    {
        Task<bool> moving;
        try
        {
            moving = items.MoveNextAsync().AsTask();
        }
        catch (Exception exception)
        {
            moving = Task.FromException<bool>(exception);
        }

        if (await Task.WhenAny(moving, generation.Draining).ConfigureAwait(false) != moving)
        {
            await stopping.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await EndAsync(generation, slot, moving, operation).ConfigureAwait(false);
        try
        {
            return await moving.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw StreamEnded(operation, generation);
        }
        catch (Exception exception)
        {
            Report(generation, exception, cancellationToken);
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
