using Resile.Messaging.Contracts;

namespace Resile.Messaging.Sending;

/// <summary>Sends in the transaction of a handler.</summary>
internal sealed class HandlerSender(OutboxWriter writer, HandlerScope scope, SendOptions? options) : IMessageSender
{
    /// <inheritdoc/>
    public async Task SendAsync<TMessage>(MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        if (await writer.ComposeAsync(definition, message, options, scope.Origin, cancellationToken).ConfigureAwait(false) is { } row)
        {
            await scope.Sent.AddAsync(row, cancellationToken).ConfigureAwait(false);
        }
    }
}
