using System.Data.Common;
using Resile.Messaging.Sending;

namespace Resile.Messaging;

/// <summary>The message that a handler is handling, and the transaction that it is handled in. Inject it into the handler.</summary>
/// <remarks>
/// What is written through <see cref="Connection"/> is committed together with the memory that the message was handled and with
/// the messages that the handler sent: all of it once, or none. It belongs to one attempt; do not keep it, and do not commit
/// the transaction yourself. Not for use from several threads at once.
/// </remarks>
/// <example>
/// <code>
/// public sealed class Billing(DurableContext context, IInvoiceEvents invoices) : IOrderEvents
/// {
///     public async Task OrderPlacedAsync(OrderPlaced order, CancellationToken cancellationToken)
///     {
///         await using var command = context.CreateCommand("insert into invoices (order_id, total) values (@id, @total)");
///         ...
///         await invoices.InvoiceCreatedAsync(new InvoiceCreated(order.Id), cancellationToken); // same transaction
///     }
/// }
/// </code>
/// </example>
public sealed class DurableContext
{
    private readonly HandlerScope _scope;
    private readonly HandlerSender _sender;
    private readonly SenderDirectory _senders;

    internal DurableContext(HandlerScope scope, OutboxWriter writer, SenderDirectory senders)
    {
        _scope = scope;
        _sender = new HandlerSender(writer, scope);
        _senders = senders;
    }

    /// <summary>Gets the connection of the transaction.</summary>
    /// <exception cref="DurableMessageException">The handler has ended.</exception>
    public DbConnection Connection => Transaction.Connection ?? throw new DurableMessageException(
        "The transaction of the handler has ended: a handler leaves the commit to Resile.");

    /// <summary>Gets the transaction that holds the inbox row, the handler's effects and the messages that it sends.</summary>
    /// <exception cref="DurableMessageException">The handler has ended.</exception>
    public DbTransaction Transaction => _scope.Use();

    /// <summary>Gets the identity of the message. The same at every attempt: a key for effects that need to be idempotent.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Gets the conversation that the message belongs to: the identity of the message that began it.</summary>
    public required Guid ConversationId { get; init; }

    /// <summary>Gets the URN of the message type.</summary>
    public required string MessageType { get; init; }

    /// <summary>Gets the consumer: the name of the handler's queue.</summary>
    public required string Consumer { get; init; }

    /// <summary>Gets how often the message was delivered to this handler, this delivery included; immediate retries count as one
    /// delivery.</summary>
    public required int Delivery { get; init; }

    /// <summary>Gets how often the handler was called within this delivery, this call included.</summary>
    public required int Attempt { get; init; }

    /// <summary>Gets when the message was sent, if its sender says so.</summary>
    public required DateTimeOffset? SentAt { get; init; }

    /// <summary>Gets the headers of the message.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Makes a command in the transaction.</summary>
    /// <param name="sql">Its text. Pass values as parameters.</param>
    /// <exception cref="DurableMessageException">The handler has ended.</exception>
    public DbCommand CreateCommand(string sql) => Transaction.CreateCommand(sql);

    /// <summary>Gets a sender of a contract that writes in the transaction; an injected one does the same.</summary>
    /// <exception cref="DurableMessageException">No sender of the contract is registered.</exception>
    public TContract For<TContract>()
        where TContract : class => _senders.Create<TContract>(_sender);
}
