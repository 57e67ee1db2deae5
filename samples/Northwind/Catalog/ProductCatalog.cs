using System.Net;
using Northwind.Contracts;
using Northwind.Faults;

namespace Northwind.Catalog;

/// <summary>Serves the products from memory.</summary>
internal sealed class ProductCatalog(IReadOnlyDictionary<int, Product> products, Slowness slowness) : ICatalog
{
    public async Task<Product> GetProductAsync(int id, CancellationToken cancellationToken = default)
    {
        await slowness.SufferAsync(cancellationToken);
        return products.TryGetValue(id, out var product) ? product : throw new CallRefusedException(HttpStatusCode.NotFound, $"There is no product {id}.");
    }
}
