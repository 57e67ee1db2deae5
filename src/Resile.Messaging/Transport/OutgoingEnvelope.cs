namespace Resile.Messaging.Transport;

/// <summary>An envelope on its way out: bytes, an address, and what the broker needs to know.</summary>
public sealed class OutgoingEnvelope
{
    /// <summary>Gets the identity of the message; goes into the broker's message id property too.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Gets where it goes.</summary>
    public required Destination Destination { get; init; }

    /// <summary>Gets the URN of the message type, for example <c>urn:message:Acme.Orders:OrderPlaced</c>.</summary>
    public required string MessageType { get; init; }

    /// <summary>Gets the media type of the body; the standard one is <c>application/vnd.masstransit+json</c>.</summary>
    public required string ContentType { get; init; }

    /// <summary>Gets the bytes, a whole MassTransit JSON envelope; sent as they are, unchanged.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets the headers for the transport (<c>traceparent</c> and the like), in no order; empty when there are none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Gets whether a missing subscriber is <see cref="PublishOutcome.Unroutable"/> (mandatory) or a success.</summary>
    public bool SubscriberRequired { get; init; } = true;
}
