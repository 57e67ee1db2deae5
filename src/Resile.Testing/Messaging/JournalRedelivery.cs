namespace Resile.Testing.Messaging;

/// <summary>A message whose handler has failed and will be called again.</summary>
internal sealed record JournalRedelivery(string Consumer, Guid MessageId, string Urn, int Attempts, DateTimeOffset DueAt, string? Error);
