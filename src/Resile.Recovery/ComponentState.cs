namespace Resile.Recovery;

/// <summary>Where a component stands.</summary>
public enum ComponentState
{
    /// <summary>The host has not started it yet, or has stopped it; or it has ended and waits for its turn in a restart of several.</summary>
    Stopped,

    /// <summary>A generation is being started.</summary>
    Starting,

    /// <summary>A generation takes calls.</summary>
    Open,

    /// <summary>A generation has failed, and its running calls may finish.</summary>
    Draining,

    /// <summary>The next start waits for a pause to pass.</summary>
    BackingOff,

    /// <summary>It has ended for good: its kind or its contract says that it is not to be restarted. It comes back when its supervisor restarts it
    /// along with others, or restarts as a whole.</summary>
    Ended,
}
