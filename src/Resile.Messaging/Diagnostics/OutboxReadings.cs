using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Resile.Messaging.Storage;

namespace Resile.Messaging.Diagnostics;

/// <summary>The last look at the outbox, and the rates since the one before.</summary>
internal sealed class OutboxReadings(IOptions<MessagingOptions> options, TimeProvider time)
{
    private volatile Reading _reading = new(default, time.GetTimestamp(), 0, 0, 0, 0);

    /// <summary>Gets what was last read from the store.</summary>
    public OutboxStatistics Last => _reading.Statistics;

    /// <summary>Gets the age of the oldest message that waits.</summary>
    public TimeSpan OldestAge => AgeOf(Last, time.GetUtcNow());

    /// <summary>Gets M = P / Q: messages enqueued a second, over the capacity.</summary>
    public double Pressure => _reading.EnqueuedPerSecond / options.Value.OutboxCapacity;

    /// <summary>Gets the age of the oldest message in a reading.</summary>
    public static TimeSpan AgeOf(OutboxStatistics statistics, DateTimeOffset now) =>
        statistics.OldestCreatedAt is { } oldest && oldest < now ? now - oldest : TimeSpan.Zero;

    /// <summary>Estimates how many messages wait, from the last reading on.</summary>
    /// <param name="enqueued">How many messages this process has enqueued since its start.</param>
    /// <param name="published">How many it has published since its start.</param>
    public long EstimateDepth(long enqueued, long published)
    {
        var reading = _reading;
        return Math.Max(0, reading.Statistics.Depth + (enqueued - reading.Enqueued) - (published - reading.Published));
    }

    /// <summary>Takes a new reading.</summary>
    /// <param name="statistics">What the store says.</param>
    /// <param name="enqueued">How many messages this process had enqueued since its start when it was asked.</param>
    /// <param name="published">How many it had published.</param>
    public void Update(OutboxStatistics statistics, long enqueued, long published)
    {
        var previous = _reading;
        var now = time.GetTimestamp();
        var seconds = time.GetElapsedTime(previous.Timestamp, now).TotalSeconds;
        _reading = seconds <= 0
            ? previous with { Statistics = statistics, Enqueued = enqueued, Published = published }
            : new Reading(
                statistics,
                now,
                enqueued,
                published,
                (enqueued - previous.Enqueued) / seconds,
                (statistics.Depth - previous.Statistics.Depth) / seconds);
    }

    /// <summary>Reports the time until the outbox is full, in seconds; nothing while it does not grow.</summary>
    public IEnumerable<Measurement<double>> ObserveTimeUntilFull()
    {
        var reading = _reading;
        return reading.GrowthPerSecond > 0
            ? [new(Math.Max(0, options.Value.OutboxCapacity - reading.Statistics.Depth) / reading.GrowthPerSecond)]
            : [];
    }

    private sealed record Reading(
        OutboxStatistics Statistics, long Timestamp, long Enqueued, long Published, double EnqueuedPerSecond, double GrowthPerSecond);
}
