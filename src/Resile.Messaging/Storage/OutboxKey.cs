namespace Resile.Messaging.Storage;

/// <summary>Identifies an outbox row.</summary>
/// <param name="Lane">The share of the outbox that the row belongs to; 0 in a store without lanes.</param>
/// <param name="Sequence">The row's place in its lane, ascending.</param>
public readonly record struct OutboxKey(int Lane, long Sequence);
