namespace Resile.Messaging;

/// <summary>A message was not stored because the outbox is full: what was sent is not published as fast as it comes.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
public sealed class OutboxFullException(string message) : DurableMessageException(message);
