using System.Data.Common;
using Resile.Messaging.Sending;

namespace Resile.Messaging;

/// <summary>A transaction on the store's database that carries your data and your messages together.</summary>
/// <remarks>Rolls back when it is disposed without a commit. Not for use from several threads at once.</remarks>
public sealed class DurableTransaction : IAsyncDisposable
{
    private readonly OutboxWriter _writer;
    private readonly SenderDirectory _senders;
    private readonly TransactionSender _sender;

    internal DurableTransaction(OutboxWriter writer, SenderDirectory senders, DbConnection connection, DbTransaction transaction)
    {
        _writer = writer;
        _senders = senders;
        Connection = connection;
        Transaction = transaction;
        _sender = new TransactionSender(writer, transaction);
    }

    /// <summary>Gets the connection, for your own commands.</summary>
    public DbConnection Connection { get; }

    /// <summary>Gets the transaction, for your own commands.</summary>
    public DbTransaction Transaction { get; }

    /// <summary>Makes a command in the transaction.</summary>
    /// <param name="sql">Its text. Pass values as parameters.</param>
    public DbCommand CreateCommand(string sql) => Transaction.CreateCommand(sql);

    /// <summary>Gets a sender of a contract that writes in the transaction.</summary>
    /// <exception cref="DurableMessageException">No sender of the contract is registered.</exception>
    public TContract For<TContract>()
        where TContract : class => _senders.Create<TContract>(_sender);

    /// <summary>Commits data and messages, durably, and lets the dispatcher look at once.</summary>
    /// <param name="cancellationToken">Is honoured before the commit begins; a commit is never abandoned half-way.</param>
    /// <exception cref="DbException">The commit failed; if the connection broke meanwhile, the outcome is unknown.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        _writer.ReachCommitted();
        _writer.Signal();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync().ConfigureAwait(false);
        await Connection.DisposeAsync().ConfigureAwait(false);
    }
}
