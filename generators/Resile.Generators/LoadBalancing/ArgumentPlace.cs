namespace Resile.Generators.LoadBalancing;

/// <summary>Where a parameter travels.</summary>
internal enum ArgumentPlace
{
    /// <summary>In the path.</summary>
    Route,

    /// <summary>In the query.</summary>
    Query,

    /// <summary>In a header.</summary>
    Header,

    /// <summary>In the body, as JSON.</summary>
    Body,

    /// <summary>In a row with the others, as JSON, in a frame.</summary>
    Frame,
}
