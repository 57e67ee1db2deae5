namespace Resile.Testing.Messaging;

/// <summary>A message that is a dead letter.</summary>
/// <typeparam name="TMessage">Its type.</typeparam>
/// <param name="Message">The message.</param>
/// <param name="MessageId">Its identity.</param>
/// <param name="LetterId">The number of the letter, for <see cref="Resile.Messaging.IDeadLetters.ReplayAsync"/>.</param>
/// <param name="Reason">Why it was given up, one of <see cref="Resile.Messaging.Storage.DeadLetterReasons"/>.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Handler">The class of the handler that gave it up; null where it was given up before one was called.</param>
/// <param name="DiedAt">When it was given up.</param>
public sealed record DeadMessage<TMessage>(
    TMessage Message, Guid MessageId, long LetterId, string Reason, string? Error, int Attempts, Type? Handler, DateTimeOffset DiedAt)
    where TMessage : class;
