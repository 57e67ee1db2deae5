using System.ComponentModel;

namespace Resile.LoadBalancing.Http;

/// <summary>The arguments of one call, which write its request; for generated code.</summary>
/// <remarks>A request is written anew for each attempt, so nothing ever has to be copied or rewound.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IHttpCall
{
    /// <summary>Writes the request.</summary>
    /// <param name="request">Takes its parts: the path first, then the query; headers and the body at any time.</param>
    void Write(ref HttpRequestWriter request);
}
