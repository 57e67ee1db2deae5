namespace Resile.Recovery.State;

/// <summary>How far a generation came that is given a state.</summary>
internal enum RestoreStep
{
    /// <summary>It takes it over.</summary>
    Restoring,

    /// <summary>It has taken it over, and starts.</summary>
    Starting,

    /// <summary>It takes calls, or has taken them.</summary>
    Opened,
}
