namespace Resile.LoadBalancing;

/// <summary>The headers by which the two sides of a call speak with each other.</summary>
public static class WireHeaders
{
    /// <summary>What the names of all of them begin with.</summary>
    internal const string Prefix = "Resile-";

    /// <summary>Carries the time that the caller still waits, in whole milliseconds; a skeleton gives the work up when it is over.</summary>
    public const string Deadline = "Resile-Deadline";

    /// <summary>
    /// Carries how often a call, or one that led to it, was sent again; missing for none. What a skeleton does for such a call is not sent again.
    /// </summary>
    public const string Retry = "Resile-Retry";

    /// <summary>
    /// Says, in an answer that is an error, that nothing was done for the call, so that even one that is not idempotent may be sent to another
    /// endpoint. Its value is 1.
    /// </summary>
    public const string NotProcessed = "Resile-Not-Processed";

    /// <summary>
    /// Carries, in an answer, how many other calls of the contract its server is working on, and the microseconds that it worked on this one, with a semicolon
    /// in between: <c>3;12500</c>. Policies may pick by it.
    /// </summary>
    public const string Load = "Resile-Load";
}
