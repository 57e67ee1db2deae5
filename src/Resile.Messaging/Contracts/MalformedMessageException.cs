namespace Resile.Messaging.Contracts;

/// <summary>A message that no attempt can handle, because its bytes are not what they should be.</summary>
internal sealed class MalformedMessageException(string message, Exception? innerException = null)
    : DurableMessageException(message, innerException);
