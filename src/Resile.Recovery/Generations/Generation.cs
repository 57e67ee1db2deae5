using System.Runtime.CompilerServices;
using Resile.Recovery.Failures;
using Resile.Recovery.Limits;
using Resile.Recovery.State;

namespace Resile.Recovery.Generations;

/// <summary>One life of a component: its instance's scope, its running calls and its state.</summary>
internal abstract class Generation(int number, IAsyncDisposable scope, TimeProvider time)
{
    private readonly CancellationTokenSource _abandoned = new();
    private readonly TaskCompletionSource _draining = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private StateCapture? _capture;
    private Task _loop = Task.CompletedTask;
    private long _progress = long.MaxValue;
    private int _state;

    /// <summary>Gets its number, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>Gets or sets since when, by the coarse clock, it takes calls.</summary>
    public long OpenedAt { get; set; }

    /// <summary>Gets what it belongs to.</summary>
    public required IGenerationOwner Owner { get; init; }

    /// <summary>Gets the running calls.</summary>
    public RunningCalls Calls { get; } = new();

    /// <summary>Gets the sum of its ordinary failures: what the one before it did is not its fault.</summary>
    public FailureScore Score { get; } = new(time);

    /// <summary>Gets or sets the circle of components that wait for one another, in words, that was found when it hung; null if there is none.</summary>
    public string? Circle { get; set; }

    /// <summary>Gets its state.</summary>
    public GenerationState State => (GenerationState)Volatile.Read(ref _state);

    /// <summary>Gets whether it takes calls, if only those that its gate lets in.</summary>
    public bool TakesCalls => State <= GenerationState.Open;

    /// <summary>Gets or sets the gate that calls go through until it is opened. Set before anybody can call it.</summary>
    public ConcurrencyGate? Gate { get; set; }

    /// <summary>Gets the component as one that has state to hand on; null if it has none.</summary>
    public abstract ISnapshot? Stateful { get; }

    /// <summary>Gets the component as one that can tell whether it is well; null if it cannot.</summary>
    public abstract IHealthProbe? Probed { get; }

    /// <summary>Gets or sets the newest capture of its state.</summary>
    public StateCapture? Capture
    {
        get => Volatile.Read(ref _capture);
        set => Volatile.Write(ref _capture, value);
    }

    /// <summary>Gets or sets its background work.</summary>
    public Task Loop
    {
        get => Volatile.Read(ref _loop);
        set => Volatile.Write(ref _loop, value);
    }

    /// <summary>Gets a token that is cancelled when it stops taking calls.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Gets since when nothing has come of the oldest call, or of the loop once that has reported progress; <see cref="long.MaxValue"/> where nothing is awaited.</summary>
    public long Oldest => Math.Min(Calls.Oldest, Loop.IsCompleted ? long.MaxValue : Volatile.Read(ref _progress));

    /// <summary>Gets whether nothing runs on it that its end should wait for.</summary>
    public bool IsIdle => Calls.IsEmpty && Loop.IsCompleted && Capture is not { IsAwaited: true };

    /// <summary>Gets a token that is cancelled when the generation is abandoned.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>Gets what completes when it stops taking calls: streams that wait for an item end then.</summary>
    public Task Draining => _draining.Task;

    /// <summary>Enters a call that the current thread makes now, at the cost of a few plain stores and loads.</summary>
    /// <returns>
    /// The call's slot, which is free again when it says 0. A null reference where the call may not be made so: either the generation takes none or is gated, or
    /// the thread has no free slot, and <see cref="TryPass"/> decides.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref long TryEnterHere(long now)
    {
        ref var since = ref Calls.TryClaim(now);

        if (!Unsafe.IsNullRef(ref since))
        {
            // The claim is a volatile store and this a volatile load, which the compiler leaves in this order. The processor may not, so whoever closes
            // the generation makes it: see ShowCalls.
            if (State == GenerationState.Open)
            {
                return ref since;
            }

            RunningCalls.TakeBack(ref since);
        }

        return ref Unsafe.NullRef<long>();
    }

    /// <summary>Enters a call, through the gate if there is one.</summary>
    /// <returns>Whether it was let in; if not, the caller waits until one leaves, or for the next generation.</returns>
    public bool TryPass(long now, out CallPass pass)
    {
        CallSlot slot;
        if (State == GenerationState.Gated)
        {
            // One that cannot enter any more keeps its place within the limit: the generation has closed, and nobody asks its gate again.
            if (Gate!.TryEnter(out var began) && TryEnter(now, out slot))
            {
                pass = new CallPass(this, slot, Gate, began);
                return true;
            }
        }
        else if (TryEnter(now, out slot))
        {
            pass = new CallPass(this, slot);
            return true;
        }

        pass = default;
        return false;
    }

    /// <summary>Enters a call that does not end with the current thread's part in it, or for which the thread has no slot. It needs no pass.</summary>
    /// <returns>Whether the generation takes calls.</returns>
    public bool TryEnter(long now, out CallSlot slot)
    {
        if (TakesCalls)
        {
            slot = Calls.Claim(now);

            // Claiming was a full fence, so either this sees that the generation closes, or whoever closes it sees the claim.
            if (TakesCalls)
            {
                return true;
            }

            slot.Free();
        }

        slot = default;
        return false;
    }

    /// <summary>Takes calls without a gate from now on, unless it has closed.</summary>
    public void Open() => Interlocked.CompareExchange(ref _state, (int)GenerationState.Open, (int)GenerationState.Gated);

    /// <summary>Notes that its loop gets on.</summary>
    public void Progressed(long now) => Volatile.Write(ref _progress, now);

    /// <summary>Stops taking calls. Of all that see the same failure, one succeeds: a failure counts once.</summary>
    public bool TryDrain()
    {
        int before;
        do
        {
            before = Volatile.Read(ref _state);
            if (before > (int)GenerationState.Open)
            {
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref _state, (int)GenerationState.Draining, before) != before);

        _draining.SetResult();

        // Not on this thread, which may be a caller's: whoever waits for the token is user code.
        _ = _stopping.CancelAsync();
        return true;
    }

    /// <summary>Makes all calls visible that entered before it stopped taking them: whoever looks whether it is idle does this first.</summary>
    /// <remarks>
    /// Afterwards every thread is either before its claim, and will read the new state after it, or its claim is visible. It interrupts all threads of the process, which takes tens of
    /// microseconds: the caller whose call failed is answered before.
    /// </remarks>
    public static void ShowCalls() => Interlocked.MemoryBarrierProcessWide();

    /// <summary>Gives up on the calls that still run: their callers are answered, on other threads.</summary>
    public void Abandon()
    {
        Volatile.Write(ref _state, (int)GenerationState.Abandoned);

        // As before it is looked at whether it is idle: a call that is not found below has yet to read the new state, and answers its caller itself.
        ShowCalls();
        _abandoned.Cancel();
        Calls.GiveUp(this);
    }

    /// <summary>Makes what the callers get of it that are given up.</summary>
    public OutcomeUnknownException OutcomeUnknown(string operation) => new(Owner.Name, operation, Number, Circle);

    /// <summary>Disposes the component, then the scope that it was made in. It has ended then, whatever either of them throws.</summary>
    public async Task CloseAsync()
    {
        try
        {
            // What a capture reads must stay until it ends.
            await (Capture?.Ended ?? Task.CompletedTask).ConfigureAwait(false);
            await using (scope.ConfigureAwait(false))
            {
                await DisposeComponentAsync().ConfigureAwait(false);
            }

            await Loop.ConfigureAwait(false);
        }
        finally
        {
            Interlocked.CompareExchange(ref _state, (int)GenerationState.Closed, (int)GenerationState.Draining);
        }
    }

    /// <summary>Disposes the component: its factory made it, so the scope does not know of it.</summary>
    protected abstract ValueTask DisposeComponentAsync();
}
