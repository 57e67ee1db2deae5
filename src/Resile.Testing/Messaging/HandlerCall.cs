namespace Resile.Testing.Messaging;

/// <summary>A call of a handler, whatever came of it.</summary>
/// <param name="Handler">The handler's class.</param>
/// <param name="MessageId">The identity of the message.</param>
/// <param name="Delivery">How often the message had been delivered to the handler, this time included.</param>
/// <param name="Attempt">How often the handler had been called within the delivery, this time included.</param>
/// <param name="CalledAt">When.</param>
/// <param name="Error">What it threw; null where it returned, or has not ended before its node did.</param>
public sealed record HandlerCall(Type Handler, Guid MessageId, int Delivery, int Attempt, DateTimeOffset CalledAt, Exception? Error);
