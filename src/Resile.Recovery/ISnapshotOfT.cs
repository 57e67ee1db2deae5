namespace Resile.Recovery;

/// <summary>A component whose next generation goes on from the state of the one before it. Implementing it is optional.</summary>
/// <typeparam name="TState">The state. Best an immutable type: it is kept in memory, and must not change when the component does.</typeparam>
/// <remarks>
/// The last state that was captured is kept until the process ends. A generation that had been given it and fails within
/// <see cref="AutoRecoverOptions.PoisonWindow"/> makes the next one start without.
/// </remarks>
public interface ISnapshot<TState> : ISnapshot
    where TState : notnull
{
    /// <summary>Copies the state, every <see cref="AutoRecoverOptions.SnapshotInterval"/> or <see cref="AutoRecoverOptions.SnapshotEvery"/> calls.</summary>
    /// <returns>A copy, which nothing of what the component does later may change.</returns>
    /// <remarks>
    /// Runs beside the calls, on a thread of its own, and once at a time: protect what both touch. Not called before the generation takes calls, nor once it has
    /// failed or is being replaced; what is returned after that is not kept. An exception, or a copy that takes longer than
    /// <see cref="AutoRecoverOptions.SnapshotTimeout"/>, is logged and harms no call: the copy before it stays.
    /// </remarks>
    TState Capture();

    /// <summary>Takes the state over. Called before <see cref="IRecoverable.StartAsync"/>, and not at all where there is none.</summary>
    /// <param name="state">What <see cref="Capture"/> returned. It may be handed to a later generation again: change a copy of it.</param>
    /// <remarks>
    /// It counts towards <see cref="AutoRecoverOptions.StartTimeout"/>. Where it throws, a new instance starts without state, at once;
    /// where it does not return, the next attempt starts without. The state is not used again in either case.
    /// </remarks>
    void Restore(TState state);

    object ISnapshot.CaptureState() => Capture();

    void ISnapshot.RestoreState(object state) => Restore((TState)state);
}
