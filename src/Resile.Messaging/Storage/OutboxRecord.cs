namespace Resile.Messaging.Storage;

/// <summary>An outbox row as a dispatcher reads it.</summary>
/// <param name="Key">The identity of the row.</param>
/// <param name="Attempts">How often publishing failed for a reason of the message's own.</param>
/// <param name="Message">The message.</param>
public sealed record OutboxRecord(OutboxKey Key, int Attempts, OutboxMessage Message);
