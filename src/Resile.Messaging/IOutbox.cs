using System.Data.Common;

namespace Resile.Messaging;

/// <summary>Sends durable messages in a transaction together with your own data.</summary>
/// <remarks>
/// <para>Three ways lead into the outbox. In your transaction: <see cref="Enlist"/>, or <see cref="BeginAsync"/> which makes one.
/// In a handler: an injected contract writes in the handler's transaction by itself. Alone: an injected contract called
/// elsewhere writes one row and commits it before its task completes.</para>
/// <para>A singleton; safe for use from many threads at once, as far as the transactions are.</para>
/// </remarks>
/// <example>
/// <code>
/// await using var transaction = await outbox.BeginAsync(cancellationToken);
/// await using var command = transaction.CreateCommand("insert into orders (id, total) values (@id, @total)");
/// ...
/// await transaction.For&lt;IOrderEvents&gt;().OrderPlacedAsync(new OrderPlaced(id, total), cancellationToken);
/// await transaction.CommitAsync(cancellationToken);
/// </code>
/// </example>
public interface IOutbox
{
    /// <summary>Takes part in a transaction that you began on the store's database.</summary>
    /// <param name="transaction">Your transaction. Messages are written at once and go with its commit, or vanish with its
    /// rollback.</param>
    /// <returns>Senders that write in the transaction.</returns>
    /// <exception cref="DurableMessageException">The transaction belongs to another database or provider than the store.</exception>
    EnlistedOutbox Enlist(DbTransaction transaction);

    /// <summary>Gets a sender of a contract that says something of its messages, and sends as an injected one does: in a handler in its transaction, elsewhere alone.</summary>
    /// <param name="options">What it says of them.</param>
    /// <exception cref="DurableMessageException">No sender of the contract is registered.</exception>
    TContract For<TContract>(SendOptions? options = null)
        where TContract : class;

    /// <summary>Removes a delayed message. In a handler or a transaction, its own <c>CancelAsync</c> does it together with its effects.</summary>
    /// <param name="messageId">Its <see cref="SendOptions.MessageId"/>.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <returns><see langword="false"/> when none of this identity waits: it is on its way already, or was never delayed.</returns>
    Task<bool> CancelAsync(Guid messageId, CancellationToken cancellationToken = default);

    /// <summary>Opens a connection to the store's database and begins a transaction on it, for your data and your messages.</summary>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <returns>The transaction; dispose it. Without a commit it rolls back.</returns>
    ValueTask<DurableTransaction> BeginAsync(CancellationToken cancellationToken = default);
}
