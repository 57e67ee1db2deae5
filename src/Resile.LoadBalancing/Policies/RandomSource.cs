namespace Resile.LoadBalancing.Policies;

/// <summary>Random numbers for policies: seeded, so that a simulation can be repeated; any number of threads may draw.</summary>
/// <param name="seed">Equal seeds draw equal numbers.</param>
/// <remarks>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). Its state only ever grows by a
/// constant, so one interlocked addition makes it safe for threads. Not for secrets.
/// </remarks>
public sealed class RandomSource(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Draws a whole number from 0 to one below a limit.</summary>
    /// <param name="limit">The limit; at least 1.</param>
    public int Next(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>Draws a whole number from 0 to one below a limit.</summary>
    /// <param name="limit">The limit; at least 1.</param>
    public long Next(long limit) => (long)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>Draws a number from 0 to just below 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Draws 64 bits.</summary>
    internal ulong NextBits() => Next();

    private ulong Next()
    {
        var mixed = Interlocked.Add(ref _state, 0x9E3779B97F4A7C15);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
