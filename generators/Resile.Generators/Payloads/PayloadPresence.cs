namespace Resile.Generators.Payloads;

/// <summary>Whether a property may be left out of what is sent.</summary>
internal enum PayloadPresence
{
    /// <summary>It may: the reader has a value of its own, or null.</summary>
    Optional,

    /// <summary>It should not: the reader would go on with the default of the type, null where that may not be.</summary>
    Expected,

    /// <summary>It must not: the reader refuses what lacks it.</summary>
    Demanded,
}
