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
}
