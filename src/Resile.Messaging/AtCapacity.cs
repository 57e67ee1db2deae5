namespace Resile.Messaging;

/// <summary>What becomes of a message that is sent while the outbox holds <see cref="MessagingOptions.OutboxCapacity"/> messages.</summary>
/// <remarks>What a handler sends is always stored: refusing it would make dead letters of what the handler has received.</remarks>
public enum AtCapacity
{
    /// <summary>The call fails with an <see cref="OutboxFullException"/>; nothing was stored.</summary>
    Throw,

    /// <summary>The call waits until there is room, for <see cref="MessagingOptions.CapacityTimeout"/> at most; then it fails.</summary>
    Wait,

    /// <summary>It is stored.</summary>
    Accept,
}
