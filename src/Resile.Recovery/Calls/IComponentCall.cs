using System.ComponentModel;

namespace Resile.Recovery.Calls;

/// <summary>A call of an operation without a result, its arguments included. Written by the generator, as a struct.</summary>
/// <typeparam name="TContract">The contract of the component.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IComponentCall<in TContract> : IReplayableCall
{
    /// <summary>Makes the call on a generation of the component.</summary>
    ValueTask InvokeAsync(TContract component, CancellationToken cancellationToken);
}
