namespace Resile.Benchmarks.Recovery;

/// <summary>A contract whose body costs next to nothing, so that what is measured is the way to it.</summary>
[AutoRecover]
public interface ICounter
{
    /// <summary>Adds, and completes at once.</summary>
    ValueTask<int> AddAsync(int value, CancellationToken cancellationToken = default);
}
