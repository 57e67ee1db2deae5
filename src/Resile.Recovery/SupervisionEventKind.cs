namespace Resile.Recovery;

/// <summary>What happened to a component, a service or the system.</summary>
public enum SupervisionEventKind
{
    /// <summary>A component took its first calls.</summary>
    Started,

    /// <summary>A component threw, and its generation is replaced.</summary>
    Crashed,

    /// <summary>A component did not return, and its generation is replaced.</summary>
    Hung,

    /// <summary>A generation did not end in time and was left behind.</summary>
    Abandoned,

    /// <summary>A generation could not be started.</summary>
    StartFailed,

    /// <summary>The next start waits for a pause to pass.</summary>
    BackingOff,

    /// <summary>A new generation takes calls.</summary>
    Restarted,

    /// <summary>A component has used up its restarts; its whole service restarts.</summary>
    ServiceRestarting,

    /// <summary>A whole service takes calls again.</summary>
    ServiceRestarted,

    /// <summary>A service has used up its restarts, or no code can be trusted: the process asks to be started again.</summary>
    SystemRestarting,

    /// <summary>A component was stopped with its host.</summary>
    Stopped,

    /// <summary>A new generation was given the state of an earlier one, before it started.</summary>
    Restored,

    /// <summary>A component's state could not be captured, or not in time; the one captured before it is kept.</summary>
    CaptureFailed,

    /// <summary>A generation threw when it was given the state, or did not return: the state is dropped, and the component starts without.</summary>
    RestoreFailed,

    /// <summary>A generation failed soon after it was given the state: the next one starts without.</summary>
    StateDistrusted,

    /// <summary>A component that has not failed ends, because its supervisor's strategy restarts it along with one that has.</summary>
    RestartingAlong,

    /// <summary>A component, or a supervisor with all that is under it, has ended and is not restarted by itself; <see cref="SupervisionEvent.Error"/> says why.</summary>
    Ended,

    /// <summary>A component threw what its contract lists as <see cref="FailureAction.Resume"/>, and goes on.</summary>
    Resumed,

    /// <summary>The loop of a component has returned. What comes next depends on its <see cref="ChildRestart"/>.</summary>
    LoopEnded,

    /// <summary>The machine stalls, and the limits of hangs and probes have become longer. The whole process is meant.</summary>
    SelfDoubtRose,

    /// <summary>The machine stalls no more, and limits are as configured.</summary>
    SelfDoubtEnded,

    /// <summary>A deadline has passed, and components were found to wait for one another in a circle; <see cref="SupervisionEvent.Error"/> names them.</summary>
    WaitsInCircle,

    /// <summary>A component failed its probes, and its generation is replaced.</summary>
    ProbeFailed,
}
