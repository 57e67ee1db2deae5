using Resile.Messaging.Contracts;

namespace Resile.Messaging.Sending;

/// <summary>Sends in a transaction that we began for the caller.</summary>
internal sealed class DurableTransactionSender(OutboxWriter writer, OutgoingMessages sent, SendOptions? options) : IMessageSender
{
    /// <inheritdoc/>
    public Task SendAsync<TMessage>(MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class => sent.AddAsync(writer.Compose(definition, message, options, origin: null), cancellationToken);
}
