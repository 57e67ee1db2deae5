using Resile.Messaging.Contracts;

namespace Resile.Messaging.Sending;

/// <summary>Sends in the transaction of a handler.</summary>
internal sealed class HandlerSender(OutboxWriter writer, HandlerScope scope, SendOptions? options) : IMessageSender
{
    /// <inheritdoc/>
    public Task SendAsync<TMessage>(MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class =>
        scope.Sent.AddAsync(writer.Compose(definition, message, options, scope.Origin), cancellationToken);
}
