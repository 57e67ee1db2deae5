using System.Data.Common;
using Resile.Messaging.Contracts;

namespace Resile.Messaging.Sending;

/// <summary>Sends in a transaction of the caller's, at once: nobody tells us when that is committed.</summary>
internal sealed class TransactionSender(OutboxWriter writer, DbTransaction transaction, SendOptions? options) : IMessageSender
{
    /// <inheritdoc/>
    public async Task SendAsync<TMessage>(
        MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        if (await writer.ComposeAsync(definition, message, options, origin: null, cancellationToken).ConfigureAwait(false) is { } row)
        {
            await writer.WriteAsync(transaction, [row], cancellationToken).ConfigureAwait(false);

            // So the dispatcher looks more often for a while.
            writer.Signal();
        }
    }
}
