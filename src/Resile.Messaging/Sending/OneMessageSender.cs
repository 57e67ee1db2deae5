using Resile.Messaging.Contracts;

namespace Resile.Messaging.Sending;

/// <summary>Sends one message: two with one identity would be taken for the same message, and one of them dropped.</summary>
/// <remarks>A call that failed may be repeated. Should its message be stored or handled all the same, the one identity makes them one.</remarks>
internal sealed class OneMessageSender(IMessageSender sender) : IMessageSender
{
    private int _isUsed;

    /// <inheritdoc/>
    public async Task SendAsync<TMessage>(MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        Use(definition);
        try
        {
            await sender.SendAsync(definition, message, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _isUsed = 0;
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<TResult> RequestAsync<TMessage, TResult>(
        RequestDefinition<TMessage, TResult> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        Use(definition);
        try
        {
            return await sender.RequestAsync(definition, message, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _isUsed = 0;
            throw;
        }
    }

    private void Use<TMessage>(MessageDefinition<TMessage> definition)
        where TMessage : class
    {
        if (Interlocked.Exchange(ref _isUsed, 1) == 1)
        {
            throw new DurableMessageException(
                $"{definition.Contract}.{definition.Operation} was not sent: its sender has a {nameof(SendOptions.MessageId)}, and has sent a message with it already. "
                + $"Get a sender for each message, with {nameof(SendOptions)} of its own.");
        }
    }
}
