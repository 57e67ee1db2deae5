namespace Resile.Benchmarks.LoadBalancing;

/// <summary>The typed call, over TCP.</summary>
[LoadBalanced("catalog", Transport = Transport.Tcp)]
public interface ITcpCatalog
{
    /// <summary>Gets a product.</summary>
    [Idempotent]
    Task<Product> GetProductAsync(int id, CancellationToken cancellationToken = default);

    /// <summary>Counts something: neither the call nor its reply needs an object.</summary>
    [Idempotent]
    ValueTask<int> CountAsync(int id, CancellationToken cancellationToken = default);
}
