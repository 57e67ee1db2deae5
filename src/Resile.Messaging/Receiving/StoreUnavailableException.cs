namespace Resile.Messaging.Receiving;

/// <summary>The store failed before a handler ran, or for what another did: no fault of the message's, so no attempt is counted.</summary>
internal sealed class StoreUnavailableException(string store, Exception innerException)
    : DurableMessageException($"The message store '{store}' failed: {innerException.Message}", innerException);
