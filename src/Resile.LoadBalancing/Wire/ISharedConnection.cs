namespace Resile.LoadBalancing.Wire;

/// <summary>What carries all calls to one endpoint for a while.</summary>
internal interface ISharedConnection : IDisposable
{
    /// <summary>Gets whether it takes calls.</summary>
    bool IsUsable { get; }
}
