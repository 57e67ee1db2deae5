namespace Resile.Messaging.Dispatching;

/// <summary>Pauses that double from a minimum to a maximum, each varied by a quarter.</summary>
/// <param name="minimum">The pause after the first failure.</param>
/// <param name="maximum">The longest pause, before it is varied.</param>
/// <param name="jitter">What varies them.</param>
internal sealed class Backoff(TimeSpan minimum, TimeSpan maximum, JitterSource jitter)
{
    private const double Share = 0.25;

    /// <summary>Gets the pause after a number of failures in a row.</summary>
    /// <param name="failures">How many, at least 1.</param>
    public TimeSpan After(int failures)
    {
        // 2^30 minimums exceed every maximum; beyond that the power would only grow useless.
        var nominal = Math.Min(minimum.Ticks * Math.Pow(2, Math.Min(failures - 1, 30)), maximum.Ticks);
        return jitter.Vary(TimeSpan.FromTicks((long)nominal), Share);
    }
}
