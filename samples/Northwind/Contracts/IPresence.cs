namespace Northwind.Contracts;

/// <summary>Who is looking at what. Served by two replicas over UDP, each for the products that belong to it; what gets lost is no harm.</summary>
[LoadBalanced("presence", Policy = LoadBalancingPolicies.Rendezvous, Transport = Transport.Udp)]
public interface IPresence
{
    /// <summary>Notes that a customer looks at a product. Noting it again changes nothing.</summary>
    /// <returns>How many customers have looked at it.</returns>
    [Idempotent, Deadline("1s")]
    Task<int> LookAsync([HashKey] int productId, string customerId, CancellationToken cancellationToken = default);
}
