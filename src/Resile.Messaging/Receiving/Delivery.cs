using Resile.Messaging.Envelopes;
using Resile.Messaging.Storage;
using Resile.Messaging.Transport;

namespace Resile.Messaging.Receiving;

/// <summary>A message on its way to a handler, whether it came from the transport or from the store.</summary>
/// <param name="Message">What the envelope says.</param>
/// <param name="Body">The whole envelope, as it came.</param>
/// <param name="ContentType">The media type of the body.</param>
/// <param name="Headers">The transport headers, encoded.</param>
/// <param name="Attempts">How many deliveries have failed so far.</param>
/// <param name="ReceivedAt">When it came for the first time.</param>
/// <param name="IsRedelivery">Whether the store holds it, and not the transport.</param>
/// <param name="Order">Among which messages it has an order.</param>
/// <param name="Place">Its place among them, where the store holds it.</param>
internal sealed record Delivery(
    ReceivedMessage Message,
    ReadOnlyMemory<byte> Body,
    string ContentType,
    ReadOnlyMemory<byte> Headers,
    int Attempts,
    DateTimeOffset ReceivedAt,
    bool IsRedelivery,
    DeliveryOrder? Order = null,
    long? Place = null)
{
    /// <summary>Reads what came from the transport.</summary>
    /// <param name="envelope">What came.</param>
    /// <param name="headers">Those of its headers that are to be trusted.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="Contracts.MalformedMessageException">It is not an envelope.</exception>
    public static Delivery From(IncomingEnvelope envelope, IReadOnlyList<KeyValuePair<string, string>> headers, DateTimeOffset now) => new(
        EnvelopeReader.Read(envelope.Body, envelope.ContentType, headers),
        envelope.Body,
        envelope.ContentType ?? MessagingConstants.EnvelopeContentType,
        HeaderCodec.Encode(headers),
        Attempts: 0,
        now,
        IsRedelivery: false);

    /// <summary>Reads what the store kept.</summary>
    /// <exception cref="Contracts.MalformedMessageException">It is not an envelope.</exception>
    public static Delivery From(Redelivery redelivery) => new(
        EnvelopeReader.Read(redelivery.Body, redelivery.ContentType, HeaderCodec.Decode(redelivery.Headers)),
        redelivery.Body,
        redelivery.ContentType,
        redelivery.Headers,
        redelivery.Attempts,
        redelivery.ReceivedAt,
        IsRedelivery: true,
        Place: redelivery.Place);
}
