namespace Resile.Messaging;

/// <summary>Thrown when a durable message cannot be sent or the messaging of this process is set up wrongly.</summary>
/// <param name="message">What is wrong, where, and what to do about it.</param>
/// <param name="innerException">The exception that caused this one, if any.</param>
public class DurableMessageException(string message, Exception? innerException = null)
    : ResileException(message, innerException);
