namespace Resile.Testing.Messaging;

/// <summary>A message as the store, or the transport, had it.</summary>
internal sealed record JournalMessage(
    Guid MessageId,
    string Urn,
    string ContentType,
    ReadOnlyMemory<byte> Body,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    DateTimeOffset SentAt,
    DateTimeOffset? DueAt,
    DateTimeOffset? ExpiresAt,
    string? OrderingKey);
