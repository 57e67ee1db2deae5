namespace Resile.Benchmarks.Recovery.Restarts;

/// <summary>Crashes when it is told to. It has nothing to do at its start, nor at its end.</summary>
public sealed class Fragile : IFragile
{
    /// <inheritdoc/>
    public ValueTask<int> EchoAsync(int value, CancellationToken cancellationToken = default) =>
        value >= 0 ? new(value) : throw new InvalidDataException("It was told to crash.");
}
