namespace Resile;

/// <summary>What an exception of a supervised component means.</summary>
public enum FailureAction
{
    /// <summary>It is part of the contract: the caller gets it, and the component is sound.</summary>
    Pass,

    /// <summary>It may be an accident: the component is restarted when such exceptions come too often.</summary>
    Score,

    /// <summary>The component is corrupt: it is restarted at once.</summary>
    Restart,

    /// <summary>More than the component is corrupt: its whole service is restarted.</summary>
    Escalate,

    /// <summary>An accident that leaves the component sound: it is told to those who watch, and the component goes on.</summary>
    Resume,

    /// <summary>Restarting would not help: the component ends, and calls to it fail at once, until its supervisor restarts it along with others or as a whole.</summary>
    Stop,
}
