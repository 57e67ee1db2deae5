namespace Resile.Messaging.Storage;

/// <summary>What the outbox holds.</summary>
/// <param name="Depth">Rows that wait, those set aside included. May be an estimate above some thousands.</param>
/// <param name="Deferred">Rows that are set aside until later.</param>
/// <param name="OldestCreatedAt">When the oldest waiting row was sent, or <see langword="null"/> when the outbox is empty.</param>
public readonly record struct OutboxStatistics(long Depth, long Deferred, DateTimeOffset? OldestCreatedAt);
