namespace Resile.Benchmarks.LoadBalancing;

/// <summary>The typed call, over UDP.</summary>
[LoadBalanced("catalog", Transport = Transport.Udp)]
public interface IUdpCatalog
{
    /// <summary>Gets a product.</summary>
    [Idempotent]
    Task<Product> GetProductAsync(int id, CancellationToken cancellationToken = default);
}
