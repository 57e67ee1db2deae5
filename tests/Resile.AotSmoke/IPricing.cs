namespace Resile.AotSmoke;

/// <summary>What is balanced over TCP, and supervised where it is served.</summary>
[LoadBalanced("pricing", Transport = Transport.Tcp), AutoRecover, On<InvalidDataException>(FailureAction.Restart)]
public interface IPricing
{
    Task<decimal> PriceAsync(int productId, CancellationToken cancellationToken = default);
}
