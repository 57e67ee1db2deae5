namespace Resile.Messaging.Contracts;

/// <summary>Writes messages to the outbox: what a generated sender stands on.</summary>
/// <remarks>Each instance knows the transaction that it writes in; a generated sender does not care. Safe for use from many threads
/// at once only as far as that transaction is.</remarks>
public interface IMessageSender
{
    /// <summary>Serializes the message at once and writes it to the outbox.</summary>
    /// <param name="definition">What the build knows of the method that was called.</param>
    /// <param name="message">The message; it may change after the call has returned.</param>
    /// <param name="cancellationToken">Abandons the write.</param>
    /// <returns>Completes when the row is written in the transaction, or committed where there is none.</returns>
    /// <exception cref="DurableMessageException">The message is too large, or its transaction cannot carry it.</exception>
    Task SendAsync<TMessage>(MessageDefinition<TMessage> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class;
}
