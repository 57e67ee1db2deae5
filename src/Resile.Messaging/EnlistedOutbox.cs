using System.Data.Common;
using Resile.Messaging.Sending;

namespace Resile.Messaging;

/// <summary>Senders that write in a transaction of yours. As safe for use from several threads as the transaction.</summary>
public sealed class EnlistedOutbox
{
    private readonly OutboxWriter _writer;
    private readonly SenderDirectory _senders;
    private readonly DbTransaction _transaction;

    internal EnlistedOutbox(OutboxWriter writer, SenderDirectory senders, DbTransaction transaction)
    {
        _writer = writer;
        _senders = senders;
        _transaction = transaction;
    }

    /// <summary>Gets a sender of a contract that writes in the transaction.</summary>
    /// <exception cref="DurableMessageException">No sender of the contract is registered.</exception>
    public TContract For<TContract>()
        where TContract : class => For<TContract>(null);

    /// <summary>Gets a sender of a contract that writes in the transaction, and says something of its messages.</summary>
    /// <param name="options">What it says of them.</param>
    /// <exception cref="DurableMessageException">No sender of the contract is registered.</exception>
    public TContract For<TContract>(SendOptions? options)
        where TContract : class => _senders.Create<TContract>(new TransactionSender(_writer, _transaction, options), options);

    /// <summary>Removes a delayed message in the transaction: it is gone with your commit.</summary>
    /// <param name="messageId">Its <see cref="SendOptions.MessageId"/>.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <returns><see langword="false"/> when none of this identity waits: it is on its way already, or was never delayed.</returns>
    public Task<bool> CancelAsync(Guid messageId, CancellationToken cancellationToken = default) =>
        _writer.CancelAsync(_transaction, messageId, cancellationToken);

    /// <summary>Tells the dispatcher that you have committed, so that it looks at once. Without it, it looks within
    /// <see cref="MessagingOptions.MaximumPollInterval"/>.</summary>
    public void Signal() => _writer.Signal();
}
