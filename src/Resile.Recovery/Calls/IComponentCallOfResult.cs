using System.ComponentModel;

namespace Resile.Recovery.Calls;

/// <summary>A call of an operation with a result, its arguments included. Written by the generator, as a struct.</summary>
/// <typeparam name="TContract">The contract of the component.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IComponentCall<in TContract, TResult> : IReplayableCall
{
    /// <summary>Makes the call on a generation of the component.</summary>
    ValueTask<TResult> InvokeAsync(TContract component, CancellationToken cancellationToken);
}
