namespace Resile.Recovery.State;

/// <summary>What is thought of a state that is kept.</summary>
internal enum StateTrust
{
    /// <summary>The next generation is given it.</summary>
    Trusted,

    /// <summary>A generation that had been given it failed: the next one starts without it.</summary>
    Distrusted,

    /// <summary>A start without it failed, too: the next generation is given it, and starts that fail no longer speak against it.</summary>
    Acquitted,
}
