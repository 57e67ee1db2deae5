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

    /// <summary>As the body.</summary>
    Body,

    /// <summary>In the body, as a field of a form.</summary>
    Form,

    /// <summary>In the body, as a part of a form.</summary>
    Part,

    /// <summary>As headers, by names of its own.</summary>
    HeaderMap,

    /// <summary>In a row with the others, as JSON, in a frame.</summary>
    Frame,
}
