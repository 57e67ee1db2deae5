using System.Data.Common;
using Resile.Messaging.Sending;
using Resile.Messaging.Storage;

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
    private readonly IStoreTransaction _held;
    private readonly OutboxWriter _writer;
    private readonly SenderDirectory _senders;

    internal DurableContext(HandlerScope scope, IStoreTransaction held, OutboxWriter writer, SenderDirectory senders)
    {
        _scope = scope;
        _held = held;
        _writer = writer;
        _senders = senders;
    }

    /// <summary>Gets the connection of the transaction.</summary>
    /// <exception cref="DurableMessageException">The handler has ended.</exception>
    public DbConnection Connection => Transaction.Connection ?? throw new DurableMessageException(
        "The transaction of the handler has ended: a handler leaves the commit to Resile.");

    /// <summary>Gets the transaction that holds the inbox row, the handler's effects and the messages that it sends.</summary>
    /// <remarks>From the first time on, messages are written as they are sent; those sent before are written now, on the calling thread.</remarks>
    /// <exception cref="DurableMessageException">The handler has ended.</exception>
    public DbTransaction Transaction => _scope.Sent.Share();

    /// <summary>Gets the identity of the message. The same at every attempt: a key for effects that need to be idempotent.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Gets the conversation that the message belongs to: the identity of the message that began it.</summary>
    public required Guid ConversationId { get; init; }

    /// <summary>Gets what the message is about, if its sender says so; messages that the handler sends are about the same.</summary>
    public Guid? CorrelationId { get; init; }

    /// <summary>Gets the tenant that the message belongs to, if its sender says so; messages that the handler sends belong to the same.</summary>
    public string? Tenant { get; init; }

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
    /// <param name="sql">Its text. Pass values as parameters: where the store keeps commands compiled, those of the same text are compiled once.</param>
    /// <exception cref="DurableMessageException">The handler has ended.</exception>
    public DbCommand CreateCommand(string sql)
    {
        _scope.Use();
        return _held.CreateCommand(sql);
    }

    /// <summary>Gets a sender of a contract that writes in the transaction; an injected one does the same.</summary>
    /// <exception cref="DurableMessageException">No sender of the contract is registered.</exception>
    public TContract For<TContract>()
        where TContract : class => For<TContract>(null);

    /// <summary>Gets a sender of a contract that writes in the transaction, and says something of its messages.</summary>
    /// <param name="options">What it says of them.</param>
    /// <exception cref="DurableMessageException">No sender of the contract is registered.</exception>
    public TContract For<TContract>(SendOptions? options)
        where TContract : class => _senders.Create<TContract>(new HandlerSender(_writer, _scope, options), options);

    /// <summary>Removes a delayed message in the transaction: it is gone when the handler's effects are committed.</summary>
    /// <param name="messageId">Its <see cref="SendOptions.MessageId"/>.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    /// <returns><see langword="false"/> when none of this identity waits: it is on its way already, or was never delayed.</returns>
    public Task<bool> CancelAsync(Guid messageId, CancellationToken cancellationToken = default) =>
        _writer.CancelAsync(_scope.Use(), messageId, cancellationToken);
}
