namespace Resile.Generated.Tests.Contracts.LoadBalancing;

/// <summary>Keys and hedges in frames.</summary>
[LoadBalanced("shelves", Transport = Transport.Tcp, Policy = LoadBalancingPolicies.Rendezvous), Deadline("10s")]
public interface IShelves
{
    /// <summary>Finds who keeps a shelf.</summary>
    [Idempotent]
    ValueTask<int> KeeperAsync([HashKey] string shelf, CancellationToken cancellationToken = default);

    /// <summary>Finds who keeps a section, and does not wait for a slow one.</summary>
    [Idempotent, Hedge(MaxExtraLoad = 0.5)]
    Task<int> NearestAsync([HashKey] int? section, CancellationToken cancellationToken = default);

    /// <summary>Counts what all keepers have.</summary>
    [Broadcast]
    Task<Replies<int>> CountAsync(CancellationToken cancellationToken = default);
}
