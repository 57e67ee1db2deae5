using System.Data.Common;

namespace Resile.Messaging.Storage;

/// <summary>Keeps outbox, inbox, redeliveries and dead letters in one database, beside the user's own tables.</summary>
/// <remarks>
/// <para>The seam between the engine and a database. One instance serves a process for its whole life; every member may be
/// called from many threads at once. The engine composes the parts into transactions: every member that takes a
/// <see cref="DbTransaction"/> works inside it and never commits, every member that takes none commits by itself before its
/// task completes.</para>
/// <para>Failures surface as the provider's own <see cref="DbException"/>; the engine decides what is tried again. A commit must
/// be durable (synced to disk) when it returns.</para>
/// </remarks>
public interface IMessageStore
{
    /// <summary>Gets a short name for logs, health and metrics: <c>sqlite</c>, <c>postgresql</c>.</summary>
    string Name { get; }

    /// <summary>Gets the messages that wait for being published.</summary>
    IOutboxStore Outbox { get; }

    /// <summary>Gets the memory of what each consumer has handled.</summary>
    IInboxStore Inbox { get; }

    /// <summary>Gets the received messages whose handler failed and will run again later.</summary>
    IRedeliveryStore Redeliveries { get; }

    /// <summary>Gets the messages that were given up, of both sides.</summary>
    IDeadLetterStore DeadLetters { get; }

    /// <summary>Creates or upgrades the tables. Idempotent; safe when several processes start at once.</summary>
    /// <remarks>Called once at start-up, before anything else; throws if the database was made by a newer version.</remarks>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>Opens a connection to the store's database, set up as the store needs it. The caller disposes it.</summary>
    ValueTask<DbConnection> OpenConnectionAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction that may write, in the mode that suits the engine (SQLite: <c>BEGIN IMMEDIATE</c>).</summary>
    ValueTask<DbTransaction> BeginTransactionAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Writes messages inside a transaction of <see cref="BeginTransactionAsync"/>, and commits it, durably.</summary>
    /// <param name="transaction">The transaction. It has ended when the task completes.</param>
    /// <param name="messages">The messages, in their order; may be none.</param>
    /// <param name="cancellationToken">Is honoured before the commit begins; a commit is never abandoned half-way.</param>
    /// <returns>The keys of the messages' rows, in the same order, for a dispatcher of this process to publish them without reading; none where the store would
    /// rather have them read.</returns>
    /// <remarks>
    /// Where the database is a journey away, messages and commit may travel together, so that an outbox costs a transaction no journey of its own. If the messages
    /// cannot be written, nothing is committed. A transaction that an earlier failure has aborted is an error here, never a rollback that looks like a commit.
    /// </remarks>
    Task<IReadOnlyList<OutboxKey>> CommitAsync(DbTransaction transaction, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken);

    /// <summary>Begins a transaction of the engine's own, which may share its commit with others.</summary>
    ValueTask<IStoreTransaction> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Refuses a transaction that belongs to another provider or another database.</summary>
    /// <remarks>A row written into another database would be committed and never dispatched: lost without a word.</remarks>
    /// <exception cref="DurableMessageException">The transaction cannot carry outbox rows of this store; says why.</exception>
    void Verify(DbTransaction transaction);
}
