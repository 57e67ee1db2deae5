namespace Resile.Testing.Messaging;

/// <summary>The steps of a message's way at which <see cref="MessagingHarness.CrashAt"/> ends the node, in their order.</summary>
public enum MessagingStep
{
    /// <summary>The message was written in a transaction that is not committed yet.</summary>
    OutboxInserted,

    /// <summary>The transaction was committed; who sent the message has not heard of it.</summary>
    OutboxCommitted,

    /// <summary>The dispatcher has read the message.</summary>
    OutboxRead,

    /// <summary>The message is about to be published.</summary>
    Publishing,

    /// <summary>The message has come to a handler's queue.</summary>
    Received,

    /// <summary>The handler's transaction has begun, and remembers the message; the handler is not called yet.</summary>
    InboxInserted,

    /// <summary>The handler has returned; nothing is committed yet.</summary>
    HandlerReturned,

    /// <summary>The handler's transaction was committed; nobody has heard of it.</summary>
    HandlerCommitted,

    /// <summary>The handler has failed, and the message was stored for a later attempt.</summary>
    RedeliverySaved,

    /// <summary>The message was stored among the dead letters.</summary>
    DeadLetterSaved,

    /// <summary>All handlers are done with the message; it is still in the outbox.</summary>
    Confirmed,

    /// <summary>The message is about to be deleted from the outbox.</summary>
    Deleting,

    /// <summary>The message was deleted from the outbox.</summary>
    Deleted,
}
