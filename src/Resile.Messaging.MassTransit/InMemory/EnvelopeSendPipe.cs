using System.Net.Mime;
using System.Runtime.InteropServices;
using MassTransit;
using MassTransit.Serialization;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.InMemory;

/// <summary>Sends an envelope's bytes as they are: MassTransit serializes nothing.</summary>
internal sealed class EnvelopeSendPipe(OutgoingEnvelope envelope, string deliveryId)
    : IPipe<SendContext<SerializedMessageBody>>
{
    private const string StandardMediaType = "application/vnd.masstransit+json";
    private static readonly ContentType StandardContentType = new(StandardMediaType);

    /// <summary>The one message object that every send shares; only its type matters to MassTransit.</summary>
    public static readonly SerializedMessageBody Body = new();

    /// <summary>The transport header that carries <c>deliveryId</c>.</summary>
    public const string DeliveryHeader = "Resile-Delivery";

    public Task Send(SendContext<SerializedMessageBody> context)
    {
        var contentType = envelope.ContentType == StandardMediaType ? StandardContentType : new ContentType(envelope.ContentType);
        context.Serializer = new CopyBodySerializer(contentType, new BytesMessageBody(GetBytes(envelope.Body)));
        context.MessageId = envelope.MessageId;
        foreach (var (name, value) in envelope.Headers)
        {
            context.Headers.Set(name, value);
        }

        context.Headers.Set(DeliveryHeader, deliveryId);
        return Task.CompletedTask;
    }

    public void Probe(ProbeContext context)
    {
    }

    private static byte[] GetBytes(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : body.ToArray();
}
