namespace Resile.Recovery.Generations;

/// <summary>Where a generation stands in its life. It only moves forward.</summary>
internal enum GenerationState
{
    /// <summary>It takes the calls that its gate lets in. It begins so, and stays so for as long as calls wait, or where it has a limit.</summary>
    Gated,

    /// <summary>It takes calls.</summary>
    Open,

    /// <summary>It takes no new calls; those that run may finish.</summary>
    Draining,

    /// <summary>It has ended, and its scope is disposed.</summary>
    Closed,

    /// <summary>It did not end in time: its calls are given up, and its late writes are refused.</summary>
    Abandoned,
}
