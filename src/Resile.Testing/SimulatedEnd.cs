namespace Resile.Testing;

/// <summary>How an attempt ended.</summary>
internal enum SimulatedEnd
{
    /// <summary>Well.</summary>
    Answered,

    /// <summary>With an error.</summary>
    Failed,

    /// <summary>Nobody waited any longer.</summary>
    GivenUp,
}
