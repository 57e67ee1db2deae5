namespace Resile.AotSmoke;

/// <summary>What is balanced over HTTP.</summary>
[LoadBalanced("catalog")]
public interface ICatalog
{
    [Get("/products/{id}")]
    Task<Product> GetProductAsync(int id, CancellationToken cancellationToken = default);

    [Post("/products")]
    Task<Product> AddProductAsync(Product product, CancellationToken cancellationToken = default);
}
