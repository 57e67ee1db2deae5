namespace Resile.LoadBalancing.Policies;

/// <summary>How a call on one endpoint ended.</summary>
/// <param name="Result">Whether it counts for the endpoint or against it.</param>
/// <param name="Timestamp">When it ended, as the client's <see cref="TimeProvider"/> tells it.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="RetryAfter">How long the endpoint asked to be left alone, if it did.</param>
public readonly record struct CallOutcome(CallResult Result, long Timestamp, TimeSpan Elapsed, TimeSpan? RetryAfter = null);
