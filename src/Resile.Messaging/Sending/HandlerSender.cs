using Resile.Messaging.Contracts;

namespace Resile.Messaging.Sending;

/// <summary>Sends in the transaction of a handler.</summary>
internal sealed class HandlerSender(OutboxWriter writer, HandlerScope scope) : IMessageSender
{
    /// <inheritdoc/>
    public async Task SendAsync<TMessage>(
        MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        await writer.WriteAsync(scope.Use(), definition, message, scope.ConversationId, cancellationToken).ConfigureAwait(false);
        scope.CountSent();
    }
}
