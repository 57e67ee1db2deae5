using Resile.Recovery.Supervision;

namespace Resile.Benchmarks.Recovery.Herd;

/// <summary>Takes the jitter away: all components draw the same pauses.</summary>
internal sealed class InStepRandom(int seed) : RecoveryRandom(seed)
{
    private readonly int _seed = seed;

    /// <inheritdoc/>
    public override Random Next() => new(_seed);
}
