using Microsoft.EntityFrameworkCore;
using Resile.Messaging.Contracts;
using Resile.Messaging.Sending;

namespace Resile.Messaging.EntityFrameworkCore;

/// <summary>Sends with the next save of a context.</summary>
internal sealed class ContextSender(DurableMessagesInterceptor interceptor, OutboxWriter writer, DbContext context, SendOptions? options) : IMessageSender
{
    /// <inheritdoc/>
    public async Task SendAsync<TMessage>(MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (context.Database.CurrentTransaction is null)
        {
            // Not later: the tables could not be made while the transaction of the save keeps others from writing.
            await writer.EnsureReadyAsync(cancellationToken).ConfigureAwait(false);
        }

        if (await writer.ComposeAsync(definition, message, options, HandlerScope.Current?.Origin, cancellationToken).ConfigureAwait(false) is { } row)
        {
            interceptor.Of(context).Waiting.Add(row);
        }
    }
}
