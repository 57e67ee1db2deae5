using System.Data.Common;
using Resile.Messaging.Contracts;

namespace Resile.Messaging.Sending;

/// <summary>Sends in a transaction of the caller's.</summary>
internal sealed class TransactionSender(OutboxWriter writer, DbTransaction transaction) : IMessageSender
{
    /// <inheritdoc/>
    public async Task SendAsync<TMessage>(
        MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        await writer.WriteAsync(transaction, definition, message, conversationId: null, cancellationToken).ConfigureAwait(false);

        // Nobody tells us of the commit of a bare transaction, so the dispatcher looks more often for a while.
        writer.Signal();
    }
}
