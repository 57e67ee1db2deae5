using Resile.Messaging.Contracts;

namespace Resile.Messaging.Sending;

/// <summary>Sends in a transaction that we began for the caller.</summary>
internal sealed class DurableTransactionSender(OutboxWriter writer, OutgoingMessages sent, SendOptions? options) : IMessageSender
{
    /// <inheritdoc/>
    public async Task SendAsync<TMessage>(MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        if (await writer.ComposeAsync(definition, message, options, origin: null, cancellationToken).ConfigureAwait(false) is { } row)
        {
            await sent.AddAsync(row, cancellationToken).ConfigureAwait(false);
        }
    }
}
