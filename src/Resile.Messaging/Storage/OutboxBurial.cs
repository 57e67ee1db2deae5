namespace Resile.Messaging.Storage;

/// <summary>Moves an outbox row to the dead letters.</summary>
/// <param name="Key">The row.</param>
/// <param name="Attempts">How often publishing was tried.</param>
/// <param name="Reason">One of <see cref="DeadLetterReasons"/>.</param>
/// <param name="Error">What went wrong, without secrets.</param>
/// <param name="At">When it was given up.</param>
public readonly record struct OutboxBurial(OutboxKey Key, int Attempts, string Reason, string? Error, DateTimeOffset At);
