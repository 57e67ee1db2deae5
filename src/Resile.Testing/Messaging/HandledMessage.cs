namespace Resile.Testing.Messaging;

/// <summary>A message that was handled: its handler's transaction is committed.</summary>
/// <typeparam name="TMessage">Its type.</typeparam>
/// <param name="Message">The message.</param>
/// <param name="MessageId">Its identity.</param>
/// <param name="Handler">The class of the handler.</param>
/// <param name="HandledAt">When.</param>
public sealed record HandledMessage<TMessage>(TMessage Message, Guid MessageId, Type Handler, DateTimeOffset HandledAt)
    where TMessage : class;
