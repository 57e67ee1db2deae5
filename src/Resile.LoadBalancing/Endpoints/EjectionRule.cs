using System.Globalization;
using Resile.LoadBalancing.Policies;

namespace Resile.LoadBalancing.Endpoints;

/// <summary>Decides when an endpoint leaves the rotation and for how long; the rotation asks it, and keeps within what may be away.</summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="random">Spreads the times away.</param>
/// <param name="options">When to eject, and for how long.</param>
internal sealed class EjectionRule(TimeProvider timeProvider, RandomSource random, EjectionOptions options)
{
    private EjectionOptions _options = options;

    /// <summary>Gets or sets what is in force; times away that have begun keep their length.</summary>
    public EjectionOptions Options
    {
        get => Volatile.Read(ref _options);
        set => Volatile.Write(ref _options, value);
    }

    /// <summary>Says why an endpoint in rotation should leave it, after a call that failed: the rest of a sentence.</summary>
    /// <param name="failures">The failures in a row.</param>
    /// <param name="result">How the last one ended.</param>
    /// <returns>Null where it may stay.</returns>
    public string? Judge(int failures, CallResult result) =>
        // That nobody listens is proof; that an answer was bad is only a sign.
        result == CallResult.Unreachable ? "nobody could be reached there"
        : failures >= Options.ConsecutiveFailures ? string.Create(CultureInfo.InvariantCulture, $"{failures} calls failed in a row")
        : null;

    /// <summary>Forgets earlier times away, if the endpoint has been well for twice as long as the last of them.</summary>
    public void ForgiveOf(EndpointHealth health, long now)
    {
        if (timeProvider.GetElapsedTime(health.RevivedAt, now) > 2 * health.LastBan)
        {
            health.Ejections = 0;
        }
    }

    /// <summary>Sends an endpoint away, each time twice as long as the last.</summary>
    /// <param name="health">Its health.</param>
    /// <param name="now">The current time stamp.</param>
    /// <param name="because">Why: the rest of a sentence.</param>
    public void Ban(EndpointHealth health, long now, string because)
    {
        var options = Options;
        var doublings = Math.Min(health.Ejections++, 30);
        var ticks = Math.Min(options.Duration.Ticks * Math.Pow(2, doublings), options.MaxDuration.Ticks);
        health.EjectedBecause = because;
        health.LastBan = TimeSpan.FromTicks((long)(ticks * (0.9 + (0.2 * random.NextDouble()))));
        health.BannedUntil = now + TicksOf(health.LastBan);
        health.State = EndpointState.Ejected;
    }

    /// <summary>Begins the warm-up of an endpoint that is new, or comes back.</summary>
    public SlowStart WarmUp(long now) => new(now, TicksOf(Options.SlowStart));

    /// <summary>Converts a time to ticks of the clock.</summary>
    public long TicksOf(TimeSpan time) => (long)(time.TotalSeconds * timeProvider.TimestampFrequency);
}
