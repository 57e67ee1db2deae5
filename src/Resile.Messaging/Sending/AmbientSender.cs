using Resile.Messaging.Contracts;

namespace Resile.Messaging.Sending;

/// <summary>Sends for an injected contract: in the handler's transaction inside a handler, alone elsewhere.</summary>
internal sealed class AmbientSender(OutboxWriter writer, SendOptions? options) : IMessageSender
{
    /// <inheritdoc/>
    public Task SendAsync<TMessage>(MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class =>
        HandlerScope.Current is { } scope && scope.BelongsTo(writer.Store)
            ? new HandlerSender(writer, scope, options).SendAsync(definition, message, cancellationToken)
            : writer.WriteAloneAsync(writer.Compose(definition, message, options, origin: null), cancellationToken);
}
