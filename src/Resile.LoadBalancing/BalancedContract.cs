using System.ComponentModel;

namespace Resile.LoadBalancing;

/// <summary>What generated code says of a contract.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BalancedContract
{
    /// <summary>Describes a contract.</summary>
    /// <param name="name">The interface's name without its <c>I</c>.</param>
    /// <param name="service">The service that the attribute names.</param>
    /// <param name="policy">The policy that the attribute names.</param>
    /// <param name="operations">Its operations, in the order of declaration.</param>
    public BalancedContract(string name, string service, string policy, params BalancedOperation[] operations)
    {
        Name = name;
        Service = service;
        Policy = policy;
        Operations = operations;
        for (var index = 0; index < operations.Length; index++)
        {
            operations[index].Index = index;
        }
    }

    /// <summary>Gets the interface's name without its <c>I</c>: the name of its options.</summary>
    public string Name { get; }

    /// <summary>Gets the service that the attribute names.</summary>
    public string Service { get; }

    /// <summary>Gets the policy that the attribute names.</summary>
    public string Policy { get; }

    /// <summary>Gets how its calls travel.</summary>
    public Transport Transport { get; init; }

    /// <summary>Gets the service that the attribute names for a share of the calls; null where it names none.</summary>
    public AlternateService? Canary { get; init; }

    /// <summary>Gets the service that the attribute names for copies of calls; null where it names none.</summary>
    public AlternateService? Shadow { get; init; }

    /// <summary>Gets whether its calls are somebody else's, and cannot be made twice at the same time.</summary>
    internal bool IsForwarded { get; init; }

    /// <summary>Gets what makes the transport of an endpoint, where that is somebody else's client.</summary>
    internal Func<IServiceProvider, Endpoints.Endpoint, IDisposable>? CreateTransport { get; init; }

    /// <summary>Gets its operations, in the order of declaration.</summary>
    public IReadOnlyList<BalancedOperation> Operations { get; }
}
