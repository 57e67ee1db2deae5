namespace Resile.LoadBalancing;

/// <summary>How often a call is sent again, and how much load that may add.</summary>
/// <remarks>
/// A call is sent again only where that is safe: an idempotent operation after a lost connection, an attempt that took too long, or a status
/// 500, 502, 503 or 504; any operation if no byte of it has left, or the server said that it did nothing. Each attempt goes to an endpoint that has
/// not been tried. All clients of a service share one budget, so that retries cannot bring a service down that is in trouble.
/// </remarks>
public sealed class RetryOptions
{
    /// <summary>Gets or sets how many endpoints a call may try in all.</summary>
    /// <value>1 to 5; 1 never sends again. The default is 2.</value>
    public int MaxAttempts { get; set; } = 2;

    /// <summary>Gets or sets how many retries and hedges there may be per call, on average over ten seconds.</summary>
    /// <value>0 to 1. The default is 0.2: one more for every five calls.</value>
    public double Budget { get; set; } = 0.2;

    /// <summary>Gets or sets how many retries and hedges there may be in a second besides, so that services with few calls get some.</summary>
    /// <value>0 to 10,000. The default is 10.</value>
    public double MinPerSecond { get; set; } = 10;

    /// <summary>Gets or sets the longest pause before the second retry; each further one may be twice as long. The first retry does not wait.</summary>
    /// <value>0 or more. The default is 25 milliseconds. The pause is drawn between zero and this.</value>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Gets or sets the longest pause before any retry, unless the endpoint asks for a longer one (<c>Retry-After</c>).</summary>
    /// <value>At least <see cref="BaseDelay"/>. The default is 250 milliseconds.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    internal RetryOptions Clone() => (RetryOptions)MemberwiseClone();
}
