namespace Resile.Recovery.Supervision;

/// <summary>The randomness of recovery, from one seed: with the same seed, a simulation draws the same pauses.</summary>
/// <param name="seed">The seed.</param>
internal class RecoveryRandom(int seed)
{
    private int _next = seed;

    /// <summary>Makes a source for one component.</summary>
    public virtual Random Next() => new(unchecked(Interlocked.Increment(ref _next) * (int)2654435761));
}
