using System.ComponentModel;

namespace Resile.LoadBalancing.Wire;

/// <summary>The arguments of one call, which write its request; for generated code.</summary>
/// <remarks>A request is written anew for each attempt.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IFrameCall
{
    /// <summary>Writes the request.</summary>
    /// <param name="request">Takes the arguments, in the order of declaration.</param>
    void Write(ref FrameRequestWriter request);
}
