namespace Northwind.Contracts;

/// <summary>What there is to buy. Served by three replicas; each supervises its own implementation.</summary>
[LoadBalanced("catalog"), AutoRecover]
public interface ICatalog
{
    /// <summary>Gets a product; 404 where there is none.</summary>
    [Get("/products/{id}"), Deadline("5s")]
    Task<Product> GetProductAsync(int id, CancellationToken cancellationToken = default);
}
