using System.Runtime.CompilerServices;

namespace Resile.Benchmarks.Recovery;

/// <summary>Adds.</summary>
public sealed class Counter : ICounter
{
    private int _sum;

    /// <inheritdoc/>
    public ValueTask<int> AddAsync(int value, CancellationToken cancellationToken = default) => new(_sum += value);

    /// <inheritdoc/>
    public ValueTask<int> EchoAsync(int value, CancellationToken cancellationToken = default) => new(value);

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> EchoLaterAsync(int value, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return value;
    }
}
