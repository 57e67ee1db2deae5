namespace Resile.Messaging;

/// <summary>Thrown to the caller of a request that was not answered in time. It may have been handled all the same, or be handled still.</summary>
/// <param name="message">Which request it was, and how long it was waited for.</param>
public sealed class RequestTimeoutException(string message) : DurableMessageException(message);
