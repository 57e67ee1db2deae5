namespace Northwind.Presentation;

/// <summary>How far a run is.</summary>
/// <param name="Total">The orders to place.</param>
/// <param name="Placed">The orders that the storefront has stored.</param>
/// <param name="Billed">The ledger's entries.</param>
/// <param name="Shipped">The shipments.</param>
/// <param name="Restarts">Restarts of components and processes.</param>
/// <param name="Retries">Calls and messages that were tried again.</param>
/// <param name="Replicas">The catalog's replicas.</param>
/// <param name="Events">What was broken so far, and what became of it.</param>
internal sealed record RunStatus(
    int Total, long Placed, long Billed, long Shipped, long Restarts, long Retries, IReadOnlyList<ReplicaStatus> Replicas,
    IReadOnlyList<string> Events)
{
    /// <summary>Gets how much of the run is done, from 0 to 1.</summary>
    public double Share => Total == 0 ? 1 : (double)(Placed + Billed + Shipped) / (3 * Total);
}
