using Resile.LoadBalancing.Tests.Catalogs;

namespace Resile.LoadBalancing.Tests.Hosting;

/// <summary>A catalog that does what a test says when a product is asked for, and otherwise returns what it is given.</summary>
internal sealed class ScriptedCatalog(
    Func<int, CancellationToken, Task<Product>>? get = null, Func<CancellationToken, IAsyncEnumerable<Product>>? watch = null) : ICatalog
{
    public Task<Product> GetProductAsync(int id, CancellationToken cancellationToken) =>
        get?.Invoke(id, cancellationToken) ?? Task.FromResult(new Product(id, "Chai", 18m));

    public Task<Product?> FindProductAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(name == "none" ? null : new Product(1, name, 0));

    public ValueTask<IReadOnlyList<Product>> SearchAsync(
        string? text, IReadOnlyList<Season> seasons, DateTime? since, int? page, string? tenant, CancellationToken cancellationToken) =>
        new([new Product(page ?? 0, $"{text}|{string.Join('+', seasons)}|{since:O}|{tenant}", 0)]);

    public IAsyncEnumerable<Product> WatchAsync(CancellationToken cancellationToken) =>
        watch?.Invoke(cancellationToken) ?? AsyncEnumerable.Empty<Product>();

    public Task<Product> AddProductAsync(Product product, CancellationToken cancellationToken) => Task.FromResult(product);

    public Task PutProductAsync(int id, Product product, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask RemoveProductAsync(int id, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
