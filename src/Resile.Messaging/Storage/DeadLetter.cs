namespace Resile.Messaging.Storage;

/// <summary>A message that was given up.</summary>
public sealed class DeadLetter
{
    /// <summary>Gets the number that the store gave it; 0 before it is stored.</summary>
    public long Id { get; init; }

    /// <summary>Gets on which side it was given up.</summary>
    public required DeadLetterSide Side { get; init; }

    /// <summary>Gets the consumer that gave it up; empty on the sending side.</summary>
    public required string Consumer { get; init; }

    /// <summary>Gets where it was going, as <see cref="Transport.Destination.ToString"/> writes it; empty on the receiving side.</summary>
    public required string Destination { get; init; }

    /// <summary>Gets the identity of the message; made from a hash of the body when the message carried none that could be read.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Gets the URN of the message type; empty when it could not be read.</summary>
    public required string MessageType { get; init; }

    /// <summary>Gets the media type of <see cref="Body"/>; empty when unknown.</summary>
    public required string ContentType { get; init; }

    /// <summary>Gets the bytes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets the transport headers, encoded by the engine and opaque to the store; empty when there are none.</summary>
    public ReadOnlyMemory<byte> Headers { get; init; }

    /// <summary>Gets what was special about the message.</summary>
    public MessageFlags Flags { get; init; }

    /// <summary>Gets the key within which it had an order, or <see langword="null"/>.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>Gets its place among the messages of its key, which it has again when it is replayed. Where <see cref="OrderingKey"/> is set and this
    /// is not, the store gives a letter of the receiving side the place of what is received now.</summary>
    public long? Place { get; init; }

    /// <summary>Gets how often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>Gets why it was given up, one of <see cref="DeadLetterReasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets what went wrong, without secrets.</summary>
    public string? Error { get; init; }

    /// <summary>Gets when it was first sent or received.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when it was given up.</summary>
    public required DateTimeOffset DiedAt { get; init; }
}
