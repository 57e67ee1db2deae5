namespace Resile.Benchmarks.Recovery;

/// <summary>A contract whose bodies cost next to nothing, so that what is measured is the way to them.</summary>
[AutoRecover]
public interface ICounter
{
    /// <summary>Adds, and completes at once.</summary>
    ValueTask<int> AddAsync(int value, CancellationToken cancellationToken = default);

    /// <summary>Gives a value back, and completes at once. Its threads share nothing that is written to.</summary>
    ValueTask<int> EchoAsync(int value, CancellationToken cancellationToken = default);

    /// <summary>Gives a value back from another thread.</summary>
    ValueTask<int> EchoLaterAsync(int value, CancellationToken cancellationToken = default);
}
