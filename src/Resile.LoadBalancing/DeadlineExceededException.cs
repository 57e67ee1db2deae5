namespace Resile.LoadBalancing;

/// <summary>Thrown where a call did not end within its deadline, its retries included. It may have been carried out all the same.</summary>
public sealed class DeadlineExceededException : RemoteCallException
{
    /// <summary>Initializes the exception.</summary>
    /// <param name="facts">Which call it speaks of.</param>
    /// <param name="deadline">The time that the call had.</param>
    /// <param name="innerException">What was going on when the time was up, if known.</param>
    /// <param name="isInherited">Whether the time was what was left of the call on whose behalf this one was made.</param>
    public DeadlineExceededException(RemoteCallFacts facts, TimeSpan deadline, Exception? innerException = null, bool isInherited = false)
        : base(facts, $"{facts}: no answer came within {deadline}"
            + (isInherited
                ? ", which is what was left of the call on whose behalf it was made. Find out what took the rest, or give that call more time."
                : ". Find out what keeps the endpoint busy, or give the operation more time "
                    + $"([Deadline] or Resile:Clients:{facts.Contract}:Operations:{facts.Operation}:Deadline)."), innerException) => Deadline = deadline;

    /// <summary>Gets the time that the call had.</summary>
    public TimeSpan Deadline { get; }
}
