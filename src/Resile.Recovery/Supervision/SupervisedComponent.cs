using Resile.Recovery.Budgets;
using Resile.Recovery.Calls;
using Resile.Recovery.State;

namespace Resile.Recovery.Supervision;

/// <summary>A component as its supervisor keeps it. The supervisor's loop and the restart that it started own it in turn.</summary>
internal sealed class SupervisedComponent(ComponentCell cell, TimeProvider time, Random random)
{
    private int _state;
    private int _zombies;
    private long _restarts;
    private long _hangs;

    public ComponentCell Cell { get; } = cell;

    public RestartIntensity Intensity { get; } = new(time);

    public RestartBackoff Backoff { get; } = new(time, random);

    public StateWatch StateWatch { get; } = new(cell.Options, cell.StateKeeper, time);

    /// <summary>Gets or sets the restart that is under way.</summary>
    public Task Restart { get; set; } = Task.CompletedTask;

    /// <summary>Gets or sets what stops that restart.</summary>
    public CancellationTokenSource RestartStop { get; set; } = new();

    public ComponentState State
    {
        get => (ComponentState)Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, (int)value);
    }

    public int Zombies => Volatile.Read(ref _zombies);

    public long Restarts => Interlocked.Read(ref _restarts);

    public int AddZombie() => Interlocked.Increment(ref _zombies);

    // A zombie whose last call has returned after all is one no more.
    public void RemoveZombie() => Interlocked.Decrement(ref _zombies);

    public void CountRestart() => Interlocked.Increment(ref _restarts);

    public void CountHang() => Interlocked.Increment(ref _hangs);

    public ComponentSnapshot Snapshot(string supervisor) =>
        new(Cell.Name, supervisor, State, Cell.Generations, Restarts, Interlocked.Read(ref _hangs), Zombies, Cell.Waiting) { StateAge = Cell.StateKeeper.Age };
}
