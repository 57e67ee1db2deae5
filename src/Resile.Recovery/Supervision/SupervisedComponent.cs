using Resile.Recovery.Budgets;
using Resile.Recovery.Calls;
using Resile.Recovery.State;

namespace Resile.Recovery.Supervision;

/// <summary>A component as its supervisor keeps it. The supervisor's loop and the restart that it started own it in turn.</summary>
internal sealed class SupervisedComponent(ComponentCell cell, TimeProvider time, Random random)
{
    private RestartCause? _cause;
    private int _state;
    private int _zombies;
    private long _restarts;
    private long _hangs;

    public ComponentCell Cell { get; } = cell;

    public RestartIntensity Intensity { get; } = new(time);

    public RestartBackoff Backoff { get; } = new(time, random);

    public StateWatch StateWatch { get; } = new(cell.Options, cell.StateKeeper, time);

    /// <summary>Gets or sets its last restart. Several components that restart together share one.</summary>
    public Restart? Restart { get; set; }

    /// <summary>Gets or sets why it is down; null while it takes calls, and before its first start.</summary>
    public RestartCause? Cause
    {
        get => Volatile.Read(ref _cause);
        set => Volatile.Write(ref _cause, value);
    }

    /// <summary>Gets or sets how many starts were tried since the last one that succeeded.</summary>
    public int Attempts { get; set; }

    public ComponentState State
    {
        get => (ComponentState)Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, (int)value);
    }

    public int Zombies => Volatile.Read(ref _zombies);

    public long Restarts => Interlocked.Read(ref _restarts);

    // One that has failed itself while another takes it along keeps its own reason.
    public void TakeAlong(SupervisedComponent failed) =>
        Interlocked.CompareExchange(ref _cause, new RestartCause(RecoveryReason.RestartedAlong, failed.Cell.Name), null);

    public int AddZombie() => Interlocked.Increment(ref _zombies);

    // A zombie whose last call has returned after all is one no more.
    public void RemoveZombie() => Interlocked.Decrement(ref _zombies);

    public void CountRestart() => Interlocked.Increment(ref _restarts);

    public void CountHang() => Interlocked.Increment(ref _hangs);

    public ComponentSnapshot Snapshot(string supervisor) =>
        new(Cell.Name, supervisor, State, Cell.Generations, Restarts, Interlocked.Read(ref _hangs), Zombies, Cell.Waiting)
        {
            StateAge = Cell.StateKeeper.Age,
            ConcurrencyLimit = Cell.Concurrency?.Limit,
        };
}
