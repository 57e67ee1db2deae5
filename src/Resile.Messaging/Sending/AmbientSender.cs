using Resile.Messaging.Contracts;
using Resile.Messaging.Requests;

namespace Resile.Messaging.Sending;

/// <summary>Sends for an injected contract: in the handler's transaction inside a handler, alone elsewhere.</summary>
internal sealed class AmbientSender(OutboxWriter writer, RequestClient requests, SendOptions? options) : IMessageSender
{
    /// <inheritdoc/>
    public async Task SendAsync<TMessage>(MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        if (HandlerScope.Current is { } scope && scope.BelongsTo(writer.Store))
        {
            await new HandlerSender(writer, scope, options).SendAsync(definition, message, cancellationToken).ConfigureAwait(false);
        }
        else if (await writer.ComposeAsync(definition, message, options, origin: null, cancellationToken).ConfigureAwait(false) is { } row)
        {
            await writer.WriteAloneAsync(row, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<TResult> RequestAsync<TMessage, TResult>(
        RequestDefinition<TMessage, TResult> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class => requests.SendAsync(definition, message, options, cancellationToken);
}
