namespace Resile.Messaging.Storage;

/// <summary>Sets an outbox row aside.</summary>
/// <param name="Key">The row.</param>
/// <param name="DueAt">When it is tried again.</param>
/// <param name="Attempts">The new count of attempts.</param>
public readonly record struct OutboxDeferral(OutboxKey Key, DateTimeOffset DueAt, int Attempts);
