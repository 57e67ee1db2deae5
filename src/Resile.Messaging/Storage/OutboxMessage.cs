using Resile.Messaging.Transport;

namespace Resile.Messaging.Storage;

/// <summary>A message as the outbox keeps it: serialized, addressed, ready to be published without being read again.</summary>
public sealed class OutboxMessage
{
    /// <summary>Gets the identity of the message, by which consumers recognise duplicates; a version 7 UUID.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Gets where the message goes.</summary>
    public required Destination Destination { get; init; }

    /// <summary>Gets the URN of the message type, for example <c>urn:message:Acme.Orders:OrderPlaced</c>.</summary>
    public required string MessageType { get; init; }

    /// <summary>Gets the media type of <see cref="Body"/>.</summary>
    public required string ContentType { get; init; }

    /// <summary>Gets the bytes that travel.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets the transport headers, encoded by the engine and opaque to the store; empty when there are none.</summary>
    public ReadOnlyMemory<byte> Headers { get; init; }

    /// <summary>Gets what is special about the message.</summary>
    public MessageFlags Flags { get; init; }

    /// <summary>Gets when the message was sent.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets the key within which messages keep their order, or <see langword="null"/> where they have none.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>Gets the sequence that the row had before and gets again, or <see langword="null"/> for a place at the end.</summary>
    public long? Place { get; init; }

    /// <summary>Gets the moment after which the message is not worth handling, or <see langword="null"/>.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets the moment before which the message is not published, or <see langword="null"/> for at once.</summary>
    public DateTimeOffset? DueAt { get; init; }
}
