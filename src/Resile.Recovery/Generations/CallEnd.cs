namespace Resile.Recovery.Generations;

/// <summary>How a call has ended, as far as its component's limit is concerned.</summary>
internal enum CallEnd
{
    /// <summary>It returned.</summary>
    Succeeded,

    /// <summary>It threw what belongs to the contract: that says nothing of how busy the component is.</summary>
    Refused,

    /// <summary>Its caller cancelled it.</summary>
    Cancelled,

    /// <summary>It threw what speaks against the component.</summary>
    Failed,
}
