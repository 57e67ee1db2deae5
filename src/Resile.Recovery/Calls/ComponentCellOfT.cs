using System.ComponentModel;
using System.Runtime.CompilerServices;
using Resile.Recovery.Generations;

namespace Resile.Recovery.Calls;

/// <summary>Stands between the proxy that callers hold and the generation that serves them. Thread-safe.</summary>
/// <typeparam name="TContract">The contract of the component.</typeparam>
/// <remarks>
/// While the component is up, a call that completes at once costs no interlocked operation, no clock read and no allocation. For
/// generated code; a program holds the contract itself.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed partial class ComponentCell<TContract> : ComponentCell
    where TContract : class
{
    private readonly Func<IServiceProvider, TContract> _factory;
    private readonly ComponentLoop<TContract>? _loop;
    private ComponentGeneration<TContract>? _current;

    internal ComponentCell(ComponentCellSettings settings, Func<IServiceProvider, TContract> factory, ComponentLoop<TContract>? loop = null)
        : base(settings) => (_factory, _loop) = (factory, loop);

    internal override Generation? Current => Volatile.Read(ref _current);

    /// <summary>Calls an operation without a result.</summary>
    /// <param name="call">The call.</param>
    /// <param name="operation">The operation's name, for errors.</param>
    /// <param name="cancellationToken">The caller's token: cancels the waiting and is passed on.</param>
    /// <exception cref="ComponentUnavailableException">The component was down, and the call was not made.</exception>
    /// <exception cref="OutcomeUnknownException">The generation was given up while the call ran.</exception>
    public ValueTask CallAsync<TCall>(TCall call, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract>
    {
        // A constant for each call: what is not replayed pays nothing for those that are.
        if (TCall.Replays > 0 && Options.Pending == PendingCalls.Replay)
        {
            return CallReplayedAsync(call, operation, cancellationToken);
        }

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
            ThrowIfGivenUp(generation, operation);
            throw;
        }

        // What is left behind answers nobody, also where a thread was held up in it: that is for the pending call to say.
        if (!running.IsCompletedSuccessfully || generation.State == GenerationState.Abandoned)
        {
            CallPace<TCall>.Note(isImmediate: false);
            return PendingCompletion.Begin(generation, ref since, running, operation, cancellationToken);
        }

        Volatile.Write(ref since, 0);
        return running;
    }

    /// <summary>Calls an operation with a result.</summary>
    /// <param name="call">The call.</param>
    /// <param name="operation">The operation's name, for errors.</param>
    /// <param name="cancellationToken">The caller's token: cancels the waiting and is passed on.</param>
    /// <exception cref="ComponentUnavailableException">The component was down, and the call was not made.</exception>
    /// <exception cref="OutcomeUnknownException">The generation was given up while the call ran.</exception>
    public ValueTask<TResult> CallAsync<TCall, TResult>(TCall call, string operation, CancellationToken cancellationToken)
        where TCall : struct, IComponentCall<TContract, TResult>
    {
        if (TCall.Replays > 0 && Options.Pending == PendingCalls.Replay)
        {
            return CallReplayedAsync<TCall, TResult>(call, operation, cancellationToken);
        }

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
            ThrowIfGivenUp(generation, operation);
            throw;
        }

        if (!running.IsCompletedSuccessfully || generation.State == GenerationState.Abandoned)
        {
            CallPace<TCall>.Note(isImmediate: false);
            return PendingResult<TResult>.Begin(generation, ref since, running, operation, cancellationToken);
        }

        Volatile.Write(ref since, 0);
        return running;
    }

    internal override async Task<Generation> StartAsync(RecoveryReason reason, int attempt, CancellationToken cancellationToken)
    {
        StateKeeper.Starting();
        while (true)
        {
            if (await TryStartAsync(reason, attempt, cancellationToken).ConfigureAwait(false) is { } generation)
            {
                return generation;
            }

            // It threw when it was given its state, and may have taken over a part of it: another instance starts without.
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<Generation?> TryStartAsync(RecoveryReason reason, int attempt, CancellationToken cancellationToken)
    {
        var number = NextGeneration();
        var context = new RecoveryContext(Name, number, attempt, reason, Clock);
        var scope = OpenScope(context);
        ComponentGeneration<TContract>? generation = null;
        try
        {
            Waits.EnterFlow();
            Faults?.Starting(scope.ServiceProvider, context);
            generation = new ComponentGeneration<TContract>(number, scope, _factory(scope.ServiceProvider), Time) { Owner = this };
            context.Bind(generation);

            // One that starts too slowly is fenced while it still tries.
            using var fence = cancellationToken.UnsafeRegister(static state => ((Generation)state!).Abandon(), generation);
            cancellationToken.ThrowIfCancellationRequested();
            if (!StateKeeper.TryRestore(generation, context))
            {
                await DiscardAsync(generation, scope).ConfigureAwait(false);
                return null;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (generation.Component is IRecoverable recoverable)
            {
                await recoverable.StartAsync(context, cancellationToken).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return generation;
        }
        catch
        {
            // What kept it from starting is worth more than what its disposal throws on top.
            await DiscardAsync(generation, scope).ConfigureAwait(false);
            throw;
        }
    }

    private bool IsReplayed<TCall>()
        where TCall : struct, IReplayableCall => TCall.Replays > 0 && Options.Pending == PendingCalls.Replay;

    private static async Task DiscardAsync(ComponentGeneration<TContract>? generation, IAsyncDisposable scope)
    {
        generation?.Abandon();
        await (generation?.CloseAsync() ?? scope.DisposeAsync().AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    internal override void Publish(Generation generation)
    {
        LetInThroughGate(generation);
        generation.OpenedAt = Clock.Now;
        var current = (ComponentGeneration<TContract>)generation;
        var published = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_loop is not null)
        {
            current.Loop = RunAsync(current, _loop, published.Task);
        }

        Volatile.Write(ref _current, current);
        published.SetResult();
        Opened();
    }
}
