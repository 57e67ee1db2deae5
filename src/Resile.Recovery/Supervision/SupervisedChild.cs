using Resile.Recovery.Budgets;

namespace Resile.Recovery.Supervision;

/// <summary>What stands under a supervisor: a component, or another supervisor. The supervisor's loop and the restart that it started own it in turn.</summary>
internal abstract class SupervisedChild(TimeProvider time)
{
    private RestartCause? _cause;
    private int _state;

    public abstract string Name { get; }

    /// <summary>Gets when it is started again.</summary>
    public abstract ChildRestart RestartKind { get; }

    /// <summary>Gets whether its supervisor may end when it has ended for good.</summary>
    public abstract bool IsSignificant { get; }

    /// <summary>Gets or sets the supervisor that it stands under; only the root has none.</summary>
    public Supervisor? Parent { get; set; }

    /// <summary>Gets or sets what is called when it has ended for good; null for one that stays a child of its supervisor for the program's life.</summary>
    public Action? Forget { get; set; }

    /// <summary>Gets or sets its last restart. Several that restart together share one.</summary>
    public Restart? Restart { get; set; }

    /// <summary>Gets or sets why it is down; null while it is up, and before its first start.</summary>
    public RestartCause? Cause
    {
        get => Volatile.Read(ref _cause);
        set => Volatile.Write(ref _cause, value);
    }

    public ComponentState State
    {
        get => (ComponentState)Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, (int)value);
    }

    /// <summary>Gets what its last failed start asks for: <see cref="FailureAction.Restart"/> unless its contract says otherwise.</summary>
    public virtual FailureAction AfterFailedStart => FailureAction.Restart;

    protected RestartIntensity Intensity { get; } = new(time);

    /// <summary>Takes one restart out of its budget.</summary>
    /// <returns>Null if it was allowed; else why not.</returns>
    public abstract string? TakeRestart();

    /// <summary>Says how long to wait before its next start.</summary>
    public abstract TimeSpan NextPause();

    /// <summary>Gives it new budgets: its supervisor begins anew.</summary>
    public abstract void Renew();

    /// <summary>Starts it.</summary>
    /// <param name="began">When the recovery began that it is part of.</param>
    /// <param name="stop">Stops the start; whoever stops it says what comes next.</param>
    /// <returns>Whether it is up.</returns>
    public abstract Task<bool> StartAsync(long began, CancellationToken stop);

    /// <summary>Ends it, to be started again together with the child whose failure began the restart; that may be itself.</summary>
    public abstract Task EndAsync(SupervisedChild failed);

    /// <summary>Ends it, without regard to a restart.</summary>
    /// <param name="end">Why it ends for good; null if its supervisor is going to start it again.</param>
    public abstract Task StopAsync(ChildEnd? end);

    /// <summary>Notes that its restart was asked for.</summary>
    public virtual void RequestRestart() => Cause = new RestartCause(RecoveryReason.Requested);

    // One that has failed itself while another takes it along keeps its own reason.
    public void TakeAlong(SupervisedChild failed) =>
        Interlocked.CompareExchange(ref _cause, new RestartCause(RecoveryReason.RestartedAlong, failed.Name), null);
}
