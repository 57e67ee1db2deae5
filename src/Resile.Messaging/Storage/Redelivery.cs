namespace Resile.Messaging.Storage;

/// <summary>A received message that waits for its handler's next attempt.</summary>
public sealed class Redelivery
{
    /// <summary>Gets the consumer that failed.</summary>
    public required string Consumer { get; init; }

    /// <summary>Gets the identity of the message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Gets the URN of the message type.</summary>
    public required string MessageType { get; init; }

    /// <summary>Gets the media type of <see cref="Body"/>.</summary>
    public required string ContentType { get; init; }

    /// <summary>Gets the bytes as they were received.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets the transport headers, encoded by the engine and opaque to the store; empty when there are none.</summary>
    public ReadOnlyMemory<byte> Headers { get; init; }

    /// <summary>Gets the key within which it has an order, or <see langword="null"/>.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>Gets its place among those of its consumer and key; <see langword="null"/> for one at the end, which the store gives it.</summary>
    public long? Place { get; init; }

    /// <summary>Gets how many deliveries have failed so far.</summary>
    public required int Attempts { get; init; }

    /// <summary>Gets when the handler runs again.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Gets when the message was first received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Gets what went wrong last, without secrets.</summary>
    public string? Error { get; init; }
}
