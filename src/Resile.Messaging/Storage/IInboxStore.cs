using System.Data.Common;

namespace Resile.Messaging.Storage;

/// <summary>The inbox: one row for each message that a consumer has handled, committed with the handler's effects.</summary>
public interface IInboxStore
{
    /// <summary>Records a message as handled by a consumer.</summary>
    /// <param name="transaction">The transaction in which the handler will run.</param>
    /// <param name="consumer">Whose memory it is.</param>
    /// <param name="messageId">Which message.</param>
    /// <param name="sentAt">When it was sent, where its identity (a UUIDv7) says so: then it is this moment's day under which the message is
    /// remembered, wherever it comes from. Null where the identity says nothing.</param>
    /// <param name="handledAt">When it is handled.</param>
    /// <param name="limit">How long the handler may leave the transaction idle. A server that others share ends it then: a process
    /// that was stopped, or cut off, must not keep its messages from the other nodes.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <returns><see langword="false"/> when it was recorded before: the message is a duplicate.</returns>
    /// <remarks>Waits for a concurrent transaction that records the same message, so that a handler never runs twice at once.</remarks>
    Task<bool> TryInsertAsync(
        DbTransaction transaction,
        string consumer,
        Guid messageId,
        DateTimeOffset? sentAt,
        DateTimeOffset handledAt,
        TimeSpan limit,
        CancellationToken cancellationToken);

    /// <summary>Forgets messages that were handled before a moment: whole days at once where the store keeps days apart, and otherwise at
    /// most <paramref name="limit"/> of them.</summary>
    /// <returns>How many rows were deleted one by one. As many as the limit: there may be more.</returns>
    /// <remarks>Any number of nodes may do it at once. Nothing waits for it that handles messages, and no day goes of which a message is still young enough to be handled.</remarks>
    Task<int> PurgeAsync(DateTimeOffset handledBefore, int limit, CancellationToken cancellationToken);
}
