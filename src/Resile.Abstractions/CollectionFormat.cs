namespace Resile;

/// <summary>How the elements of a list stand in a query.</summary>
public enum CollectionFormat
{
    /// <summary>Each under the name of the parameter: <c>id=1&amp;id=2</c>. The default.</summary>
    Multi,

    /// <summary>Joined by commas: <c>id=1,2</c>.</summary>
    Csv,

    /// <summary>Joined by spaces.</summary>
    Ssv,

    /// <summary>Joined by tabulators.</summary>
    Tsv,

    /// <summary>Joined by bars: <c>id=1|2</c>.</summary>
    Pipes,
}
