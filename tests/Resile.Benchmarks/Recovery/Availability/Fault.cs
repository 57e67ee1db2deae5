namespace Resile.Benchmarks.Recovery.Availability;

/// <summary>What can be wrong with a shop, from then on and until another instance takes its place.</summary>
public enum Fault : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Every call throws.</summary>
    Throw,

    /// <summary>No call returns.</summary>
    Hang,

    /// <summary>Every call keeps one of a few leases; calls throw when none is left.</summary>
    Leak,

    /// <summary>Every answer is wrong, and nothing throws.</summary>
    Corrupt,
}
