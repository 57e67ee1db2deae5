namespace Resile.Recovery.Telemetry;

/// <summary>The instrument F = T / R of the last minute.</summary>
/// <remarks>
/// T is the time spent recovering, in seconds; R the load offered meanwhile, the calls per second that arrived while a component was down. A
/// minute in which nothing recovered has no pressure; where nobody called, R counts as one call a minute, so that a recovery nobody noticed
/// weighs most. Thread-safe; touched only while something is down.
/// </remarks>
internal sealed class RecoveryPressure(TimeProvider time)
{
    private const int Seconds = 60;

    private readonly Lock _lock = new();
    private readonly long _origin = time.GetTimestamp();
    private readonly Bucket[] _buckets = new Bucket[Seconds];

    /// <summary>Gets F.</summary>
    public double Value
    {
        get
        {
            lock (_lock)
            {
                var now = Now();
                var (recovering, calls) = (0.0, 0L);
                foreach (var bucket in _buckets)
                {
                    if (now - bucket.Second < Seconds)
                    {
                        recovering += bucket.Recovering;
                        calls += bucket.Calls;
                    }
                }

                return recovering * Seconds / Math.Max(calls, 1);
            }
        }
    }

    /// <summary>Adds a recovery that has ended.</summary>
    public void Recovered(TimeSpan took)
    {
        lock (_lock)
        {
            Current().Recovering += took.TotalSeconds;
        }
    }

    /// <summary>Adds a call that arrived while its component was down.</summary>
    public void Arrived()
    {
        lock (_lock)
        {
            Current().Calls++;
        }
    }

    // The ring is indexed by the second; the numbers begin at 1, so that an empty bucket is never taken for a recent one.
    private long Now() => Seconds + 1 + (long)time.GetElapsedTime(_origin).TotalSeconds;

    private ref Bucket Current()
    {
        var second = Now();
        ref var bucket = ref _buckets[second % Seconds];
        if (bucket.Second != second)
        {
            bucket = new Bucket { Second = second };
        }

        return ref bucket;
    }

    private struct Bucket
    {
        public long Second;
        public double Recovering;
        public long Calls;
    }
}
