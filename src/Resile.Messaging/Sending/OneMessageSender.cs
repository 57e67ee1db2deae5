using Resile.Messaging.Contracts;

namespace Resile.Messaging.Sending;

/// <summary>Sends one message: two with one identity would be taken for the same message, and one of them dropped.</summary>
internal sealed class OneMessageSender(IMessageSender sender) : IMessageSender
{
    private int _sent;

    /// <inheritdoc/>
    public Task SendAsync<TMessage>(MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class =>
        Interlocked.Exchange(ref _sent, 1) == 0 ? sender.SendAsync(definition, message, cancellationToken) : throw SentTwice(definition);

    /// <inheritdoc/>
    public Task<TResult> RequestAsync<TMessage, TResult>(
        RequestDefinition<TMessage, TResult> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class =>
        Interlocked.Exchange(ref _sent, 1) == 0 ? sender.RequestAsync(definition, message, cancellationToken) : throw SentTwice(definition);

    private static DurableMessageException SentTwice<TMessage>(MessageDefinition<TMessage> definition)
        where TMessage : class => new(
        $"{definition.Contract}.{definition.Operation} was not sent: its sender has a {nameof(SendOptions.MessageId)}, and has sent a message with it already. "
        + $"Get a sender for each message, with {nameof(SendOptions)} of its own.");
}
