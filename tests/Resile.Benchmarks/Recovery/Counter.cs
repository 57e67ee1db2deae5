namespace Resile.Benchmarks.Recovery;

/// <summary>Adds.</summary>
public sealed class Counter : ICounter
{
    private int _sum;

    /// <inheritdoc/>
    public ValueTask<int> AddAsync(int value, CancellationToken cancellationToken = default) => new(_sum += value);
}
