namespace Resile.Benchmarks.LoadBalancing;

/// <summary>A typed call.</summary>
[LoadBalanced("catalog")]
public interface ICatalog
{
    /// <summary>Gets a product.</summary>
    [Get("/products/{id}")]
    Task<Product> GetProductAsync(int id, CancellationToken cancellationToken = default);
}
