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

    /// <summary>Sends a request at once, and waits for its answer.</summary>
    /// <param name="definition">What the build knows of the method that was called.</param>
    /// <param name="message">The request.</param>
    /// <param name="cancellationToken">Stops waiting; the request may be handled all the same.</param>
    /// <exception cref="DurableMessageException">The request could not be sent, or was sent in a transaction.</exception>
    /// <exception cref="RequestFaultException">Its handler failed.</exception>
    /// <exception cref="RequestTimeoutException">No answer came in time.</exception>
    Task<TResult> RequestAsync<TMessage, TResult>(
        RequestDefinition<TMessage, TResult> definition, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Task.FromException<TResult>(new DurableMessageException(
            $"{definition.Contract}.{definition.Operation} was not sent: a request cannot be part of a transaction, which would wait for an answer to what is not committed. "
            + "Ask before the transaction begins, or send a message and let the answer be one."));
    }
}
