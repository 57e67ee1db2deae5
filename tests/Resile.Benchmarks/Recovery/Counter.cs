using System.Runtime.CompilerServices;

namespace Resile.Benchmarks.Recovery;

/// <summary>Adds.</summary>
/// <remarks>
/// Its bodies are never inlined: the compiler puts one into a loop that calls nothing else, so that what stands for a direct call is none, in some runs
/// and not in others. Each of those who are measured makes the same call.
/// </remarks>
public sealed class Counter : ICounter
{
    private int _sum;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask<int> AddAsync(int value, CancellationToken cancellationToken = default) => new(_sum += value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask<int> EchoAsync(int value, CancellationToken cancellationToken = default) => new(value);

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> EchoLaterAsync(int value, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        return value;
    }
}
