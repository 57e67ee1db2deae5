namespace Resile.AotSmoke;

internal sealed class Catalog : ICatalog
{
    public Task<Product> GetProductAsync(int id, CancellationToken cancellationToken) => Task.FromResult(new Product(id, "Chai"));

    public Task<Product> AddProductAsync(Product product, CancellationToken cancellationToken) => Task.FromResult(product with { Id = product.Id + 1 });
}
