namespace Resile.Messaging.Envelopes;

/// <summary>What stands around a message.</summary>
internal readonly record struct Envelope
{
    /// <summary>Gets the identity of the message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Gets the conversation that it belongs to.</summary>
    public required Guid ConversationId { get; init; }

    /// <summary>Gets what it is about.</summary>
    public Guid? CorrelationId { get; init; }

    /// <summary>Gets what the message that led to it was about.</summary>
    public Guid? InitiatorId { get; init; }

    /// <summary>Gets the request that it is, or answers.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>Gets where the answer to it goes.</summary>
    public string? ResponseAddress { get; init; }

    /// <summary>Gets when it was sent.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>Gets when it expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets the headers.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }
}
