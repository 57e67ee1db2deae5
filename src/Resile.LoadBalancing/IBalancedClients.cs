namespace Resile.LoadBalancing;

/// <summary>Shows what the balanced clients of a program are doing.</summary>
public interface IBalancedClients
{
    /// <summary>Takes a snapshot of every client, in the order of their names.</summary>
    /// <remarks>Clients that have not been resolved yet are made by this. It may be called at any time, from any thread.</remarks>
    IReadOnlyList<ClientSnapshot> Snapshot();
}
