namespace Resile.Recovery.Supervision;

/// <summary>The randomness of recovery, from one seed: with the same seed, a simulation draws the same pauses.</summary>
/// <param name="seed">The seed.</param>
internal sealed class RecoveryRandom(int seed)
{
    private int _next = seed;

    /// <summary>Makes a source for one component.</summary>
    public Random Next() => new(unchecked(Interlocked.Increment(ref _next) * (int)2654435761));
}
