namespace Resile.Benchmarks.LoadBalancing;

/// <summary>Answers at once, over any transport.</summary>
internal sealed class OneProduct : ICatalog, ITcpCatalog, IUdpCatalog
{
    private static readonly Task<Product> Answer = Task.FromResult(new Product(1, "Chai", 18.00m));

    /// <inheritdoc cref="ICatalog.GetProductAsync"/>
    public Task<Product> GetProductAsync(int id, CancellationToken cancellationToken = default) => Answer;

    /// <inheritdoc/>
    public ValueTask<int> CountAsync(int id, CancellationToken cancellationToken = default) => new(id);
}
