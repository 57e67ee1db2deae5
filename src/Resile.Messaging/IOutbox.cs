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

    /// <summary>Opens a connection to the store's database and begins a transaction on it, for your data and your messages.</summary>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <returns>The transaction; dispose it. Without a commit it rolls back.</returns>
    ValueTask<DurableTransaction> BeginAsync(CancellationToken cancellationToken = default);
}
