using System.ComponentModel;

namespace Resile.LoadBalancing.Hosting;

/// <summary>The operations of a contract as a server offers them, whatever transport they arrive by; made by generated code.</summary>
/// <param name="contract">The interface's name without its <c>I</c>.</param>
/// <param name="operations">Its operations.</param>
/// <typeparam name="TContract">The contract.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ServiceSkeleton<TContract>(string contract, params SkeletonOperation<TContract>[] operations)
    where TContract : class
{
    /// <summary>Gets the interface's name without its <c>I</c>.</summary>
    public string Contract { get; } = contract;

    /// <summary>Gets the operations.</summary>
    public IReadOnlyList<SkeletonOperation<TContract>> Operations { get; } = operations;
}
