namespace Resile.Testing.Messaging;

/// <summary>A dead letter as the store has it.</summary>
internal sealed record JournalLetter(
    long Id,
    string Consumer,
    Guid MessageId,
    string Urn,
    string ContentType,
    ReadOnlyMemory<byte> Body,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    string Reason,
    string? Error,
    int Attempts,
    DateTimeOffset DiedAt);
