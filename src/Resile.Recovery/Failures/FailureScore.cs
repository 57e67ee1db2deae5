namespace Resile.Recovery.Failures;

/// <summary>Counts ordinary failures with decay: each adds one, and half of the sum is forgotten in each half-life.</summary>
/// <remarks>The counter of thejerf/suture. Thread-safe; taken only when a call has failed.</remarks>
internal sealed class FailureScore(TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _score;
    private long _at;

    /// <summary>Adds a failure.</summary>
    /// <returns>Whether the sum now exceeds the limit.</returns>
    public bool Add(double limit, TimeSpan halfLife)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_score > 0)
            {
                _score *= Math.Pow(2, -(time.GetElapsedTime(_at, now) / halfLife));
            }

            _score += 1;
            _at = now;
            return _score > limit;
        }
    }
}
