using System.Data.Common;
using Resile.Messaging.Sending;

namespace Resile.Messaging;

/// <summary>Senders that write in a transaction of yours. As safe for use from several threads as the transaction.</summary>
public sealed class EnlistedOutbox
{
    private readonly OutboxWriter _writer;
    private readonly SenderDirectory _senders;
    private readonly TransactionSender _sender;

    internal EnlistedOutbox(OutboxWriter writer, SenderDirectory senders, DbTransaction transaction)
    {
        _writer = writer;
        _senders = senders;
        _sender = new TransactionSender(writer, transaction);
    }

    /// <summary>Gets a sender of a contract that writes in the transaction.</summary>
    /// <exception cref="DurableMessageException">No sender of the contract is registered.</exception>
    public TContract For<TContract>()
        where TContract : class => _senders.Create<TContract>(_sender);

    /// <summary>Tells the dispatcher that you have committed, so that it looks at once. Without it, it looks within
    /// <see cref="MessagingOptions.MaximumPollInterval"/>.</summary>
    public void Signal() => _writer.Signal();
}
