using System.Data.Common;
using Resile.Messaging.Sending;

namespace Resile.Messaging;

/// <summary>A transaction on the store's database that carries your data and your messages together.</summary>
/// <remarks>Rolls back when it is disposed without a commit. Not for use from several threads at once.</remarks>
public sealed class DurableTransaction : IAsyncDisposable
{
    private readonly OutboxWriter _writer;
    private readonly SenderDirectory _senders;
    private readonly DbTransaction _transaction;
    private readonly OutgoingMessages _sent;
    private bool _isShared;

    internal DurableTransaction(OutboxWriter writer, SenderDirectory senders, DbConnection connection, DbTransaction transaction)
    {
        _writer = writer;
        _senders = senders;
        Connection = connection;
        _transaction = transaction;
        _sent = new OutgoingMessages(writer, transaction, (messages, token) => writer.Store.CommitAsync(transaction, messages, token));
    }

    /// <summary>Gets the connection, for your own commands.</summary>
    public DbConnection Connection { get; }

    /// <summary>Gets the transaction, for your own commands.</summary>
    /// <remarks>
    /// Messages wait for <see cref="CommitAsync"/>, and are written with it in one statement. From the first time that you ask for the transaction they are
    /// written as they are sent; those sent before are written now, on the calling thread. So they go with its commit, whoever commits it.
    /// </remarks>
    public DbTransaction Transaction
    {
        get
        {
            _isShared = true;
            return _sent.Share();
        }
    }

    /// <summary>Makes a command in the transaction.</summary>
    /// <param name="sql">Its text. Pass values as parameters.</param>
    public DbCommand CreateCommand(string sql) => _transaction.CreateCommand(sql);

    /// <summary>Gets a sender of a contract that writes in the transaction.</summary>
    /// <exception cref="DurableMessageException">No sender of the contract is registered.</exception>
    public TContract For<TContract>()
        where TContract : class => For<TContract>(null);

    /// <summary>Gets a sender of a contract that writes in the transaction, and says something of its messages.</summary>
    /// <param name="options">What it says of them.</param>
    /// <exception cref="DurableMessageException">No sender of the contract is registered.</exception>
    public TContract For<TContract>(SendOptions? options)
        where TContract : class => _senders.Create<TContract>(new DurableTransactionSender(_writer, _sent, options), options);

    /// <summary>Removes a delayed message in the transaction: it is gone with its commit.</summary>
    /// <param name="messageId">Its <see cref="SendOptions.MessageId"/>.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <returns><see langword="false"/> when none of this identity waits: it is on its way already, or was never delayed.</returns>
    public Task<bool> CancelAsync(Guid messageId, CancellationToken cancellationToken = default) =>
        _writer.CancelAsync(_transaction, messageId, cancellationToken);

    /// <summary>Commits data and messages, durably, and lets the dispatcher look at once.</summary>
    /// <param name="cancellationToken">Is honoured before the commit begins; a commit is never abandoned half-way.</param>
    /// <exception cref="DbException">The commit failed; if the connection broke meanwhile, the outcome is unknown.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _sent.CommitAsync(cancellationToken).ConfigureAwait(false);
        _writer.ReachCommitted();
        _sent.Announce();
        if (_isShared)
        {
            // Who was given the transaction may have written by himself.
            _writer.Signal();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync().ConfigureAwait(false);
        await Connection.DisposeAsync().ConfigureAwait(false);
    }
}
