namespace Northwind.Contracts;

/// <summary>What things cost. Served by two replicas, over TCP.</summary>
[LoadBalanced("pricing", Transport = Transport.Tcp)]
public interface IPricing
{
    /// <summary>Gets what a line costs, its discount taken off. Asking again changes nothing.</summary>
    [Idempotent, Deadline("5s")]
    Task<decimal> PriceAsync(OrderLine line, CancellationToken cancellationToken = default);
}
