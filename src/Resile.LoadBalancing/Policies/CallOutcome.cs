namespace Resile.LoadBalancing.Policies;

/// <summary>How a call on one endpoint ended.</summary>
/// <param name="Result">Whether it counts for the endpoint or against it.</param>
/// <param name="Timestamp">When it ended, as the client's <see cref="TimeProvider"/> tells it.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="RetryAfter">How long the endpoint asked to be left alone, if it did.</param>
public readonly record struct CallOutcome(CallResult Result, long Timestamp, TimeSpan Elapsed, TimeSpan? RetryAfter = null)
{
    /// <summary>Gets how many calls the endpoint said that it was working on, this one left out; null where it did not say.</summary>
    public int? ServerInFlight { get; init; }

    /// <summary>Gets how long the endpoint said that it worked on the call; null where it did not say.</summary>
    public TimeSpan? ServerLatency { get; init; }
}
