namespace Resile.Benchmarks.LoadBalancing.Peers;

/// <summary>The catalog as Refit describes it.</summary>
internal interface IRefitCatalog
{
    /// <summary>Gets a product.</summary>
    [Refit.Get("/products/{id}")]
    Task<Product> GetProductAsync(int id, CancellationToken cancellationToken);
}
