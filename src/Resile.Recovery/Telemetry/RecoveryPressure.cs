namespace Resile.Recovery.Telemetry;

/// <summary>The instrument F = T / R of the last minute.</summary>
/// <remarks>
/// T is the time, in seconds, in which at least one component was down: from the failure of a generation until the next one takes calls, what goes on
/// now included. R is the load offered meanwhile: the calls that arrived for components that were down, over T. A minute in which nothing was
/// down has no pressure; where nobody called, one call is assumed. F grows with the square of T, and the same outage has a smaller F where more
/// callers saw it: it weighs recovery against load, and does not measure harm. Thread-safe; touched only while something is down.
/// </remarks>
internal sealed class RecoveryPressure(TimeProvider time)
{
    private const int Seconds = 60;

    private readonly Lock _lock = new();
    private readonly long _origin = time.GetTimestamp();
    private readonly Bucket[] _buckets = new Bucket[Seconds];
    private double _counted;
    private int _down;

    /// <summary>Gets F.</summary>
    public double Value
    {
        get
        {
            lock (_lock)
            {
                Count();
                var (recovering, calls) = (0.0, 0L);
                foreach (var bucket in _buckets)
                {
                    if (Number(_counted) - bucket.Number < Seconds)
                    {
                        recovering += bucket.Recovering;
                        calls += bucket.Calls;
                    }
                }

                return recovering * recovering / Math.Max(calls, 1);
            }
        }
    }

    /// <summary>Notes that a component that took calls is down.</summary>
    public void Down()
    {
        lock (_lock)
        {
            Count();
            _down++;
        }
    }

    /// <summary>Notes that a component that was down takes calls again.</summary>
    public void Up()
    {
        lock (_lock)
        {
            Count();
            _down--;
        }
    }

    /// <summary>Adds a call that could not be made at once. It counts if it came while a component recovered.</summary>
    public void Arrived()
    {
        lock (_lock)
        {
            Count();
            if (_down > 0)
            {
                At(_counted).Calls++;
            }
        }
    }

    // The ring is indexed by the second; the numbers begin so high that an empty bucket is never taken for a recent one.
    private static long Number(double second) => Seconds + 1 + (long)second;

    private void Count()
    {
        var now = time.GetElapsedTime(_origin).TotalSeconds;
        for (var from = Math.Max(_counted, now - Seconds); _down > 0 && from < now;)
        {
            var until = Math.Min(Math.Floor(from) + 1, now);
            At(from).Recovering += until - from;
            from = until;
        }

        _counted = now;
    }

    private ref Bucket At(double second)
    {
        var number = Number(second);
        ref var bucket = ref _buckets[number % Seconds];
        if (bucket.Number != number)
        {
            bucket = new Bucket { Number = number };
        }

        return ref bucket;
    }

    private struct Bucket
    {
        public long Number;
        public double Recovering;
        public long Calls;
    }
}
