namespace Resile.Messaging.Transport;

/// <summary>An envelope as it came from a queue, unread. Valid until the receiver has returned.</summary>
public sealed class IncomingEnvelope
{
    /// <summary>Gets the bytes. The engine copies what it keeps.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets the media type that the broker named, or <see langword="null"/>.</summary>
    public string? ContentType { get; init; }

    /// <summary>Gets the message id that the broker named, or <see langword="null"/>; the one in the body counts first.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>Gets the transport headers as text; those that have no text form are left out.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Gets whether the broker says that it delivered this message before.</summary>
    public bool Redelivered { get; init; }
}
