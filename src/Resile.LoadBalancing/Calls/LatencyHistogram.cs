using System.Numerics;

namespace Resile.LoadBalancing.Calls;

/// <summary>How long calls took in the last half minute, and so how long one that is unusually slow takes.</summary>
/// <remarks>
/// Ten slices of three seconds, with buckets that are a sixteenth of their value wide. A record is one interlocked addition; a slice that is
/// being turned may lose a few. Safe for threads.
/// </remarks>
internal sealed class LatencyHistogram(TimeProvider timeProvider)
{
    private const int Slices = 10;
    private const int SecondsPerSlice = 3;
    private const int BitsOfPrecision = 4;
    private const int BucketsPerDoubling = 1 << BitsOfPrecision;
    private const int MostBits = 37;
    private const int Buckets = (MostBits - BitsOfPrecision + 1) * BucketsPerDoubling;

    private readonly Lock _turning = new();
    private readonly int[][] _counts = [.. Enumerable.Range(0, Slices).Select(static _ => new int[Buckets])];
    private readonly long _ticksPerSlice = timeProvider.TimestampFrequency * SecondsPerSlice;
    private long _slice = timeProvider.GetTimestamp() / (timeProvider.TimestampFrequency * SecondsPerSlice);
    private long _percentile;

    /// <summary>Notes how long a call took.</summary>
    public void Record(TimeSpan elapsed)
    {
        var bucket = BucketOf((long)elapsed.TotalMicroseconds);
        Interlocked.Increment(ref _counts[Volatile.Read(ref _slice) % Slices][bucket]);
    }

    /// <summary>Gets the time within which all calls but a share of them ended, as it was when the last slice ended.</summary>
    /// <param name="share">The share that took longer.</param>
    /// <param name="now">The time stamp.</param>
    /// <returns>Null where there have been too few calls to tell.</returns>
    public TimeSpan? ExceededBy(double share, long now)
    {
        var slice = now / _ticksPerSlice;
        if (slice > Volatile.Read(ref _slice))
        {
            Turn(slice, share);
        }

        return Volatile.Read(ref _percentile) is > 0 and var microseconds ? TimeSpan.FromMicroseconds(microseconds) : null;
    }

    private static int BucketOf(long microseconds)
    {
        var value = Math.Clamp(microseconds, 0, (1L << MostBits) - 1);
        if (value < BucketsPerDoubling)
        {
            return (int)value;
        }

        var shift = BitOperations.Log2((ulong)value) - BitsOfPrecision;
        return ((shift + 1) << BitsOfPrecision) + (int)((value >> shift) & (BucketsPerDoubling - 1));
    }

    // The upper end, so that no more than the share takes longer.
    private static long EndOf(int bucket)
    {
        if (bucket < BucketsPerDoubling)
        {
            return bucket + 1;
        }

        var shift = (bucket >> BitsOfPrecision) - 1;
        return ((bucket & (BucketsPerDoubling - 1)) + BucketsPerDoubling + 1L) << shift;
    }

    private void Turn(long slice, double share)
    {
        lock (_turning)
        {
            if (slice <= _slice)
            {
                return;
            }

            Volatile.Write(ref _percentile, Percentile(share));
            for (var next = Math.Max(_slice + 1, slice - Slices + 1); next <= slice; next++)
            {
                Array.Clear(_counts[next % Slices]);
            }

            Volatile.Write(ref _slice, slice);
        }
    }

    private long Percentile(double share)
    {
        var total = _counts.Sum(static slice => slice.Sum(static count => (long)count));
        var longer = (long)(total * share);
        if (longer < 1)
        {
            return 0;
        }

        // From the slow end, until a call more would be one too many.
        for (var bucket = Buckets - 1; bucket >= 0; bucket--)
        {
            longer -= _counts.Sum(slice => (long)slice[bucket]);
            if (longer < 0)
            {
                return EndOf(bucket);
            }
        }

        return EndOf(0);
    }
}
