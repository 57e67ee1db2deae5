namespace Resile.LoadBalancing.Tests.Catalogs;

/// <summary>The contract of these tests; its client and skeleton are written by hand in the shape that the generator writes.</summary>
public interface ICatalog
{
    Task<Product> GetProductAsync(int id, CancellationToken cancellationToken = default);

    Task<Product?> FindProductAsync(string name, CancellationToken cancellationToken = default);

    ValueTask<IReadOnlyList<Product>> SearchAsync(
        string? text, IReadOnlyList<Season> seasons, DateTime? since, int? page, string? tenant, CancellationToken cancellationToken = default);

    IAsyncEnumerable<Product> WatchAsync(CancellationToken cancellationToken = default);

    Task<Product> AddProductAsync(Product product, CancellationToken cancellationToken = default);

    Task PutProductAsync(int id, Product product, CancellationToken cancellationToken = default);

    ValueTask RemoveProductAsync(int id, CancellationToken cancellationToken = default);
}
