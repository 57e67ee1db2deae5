using System.Globalization;
using System.Text;
using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>Reads a delivery's bytes and properties, whoever sent it, without looking into the body.</summary>
internal static class IncomingDelivery
{
    public static IncomingEnvelope Read(ReceiveContext context) =>
        Read(context.Body.GetBytes(), (context as RabbitMqReceiveContext)?.Properties, context.Redelivered);

    public static IncomingEnvelope Read(ReadOnlyMemory<byte> body, IReadOnlyBasicProperties? properties, bool isRedelivered) => new()
    {
        Body = body,
        ContentType = string.IsNullOrWhiteSpace(properties?.ContentType) ? null : properties.ContentType,
        MessageId = Guid.TryParse(properties?.MessageId, out var messageId) ? messageId : null,
        Headers = ReadHeaders(properties),
        Redelivered = isRedelivered,
    };

    private static List<KeyValuePair<string, string>> ReadHeaders(IReadOnlyBasicProperties? properties)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in properties?.Headers ?? new Dictionary<string, object?>())
        {
            var text = value switch
            {
                byte[] bytes => Encoding.UTF8.GetString(bytes),
                string known => known,
                bool or int or long or short or sbyte or byte => Convert.ToString(value, CultureInfo.InvariantCulture),
                _ => null,
            };
            if (text is not null)
            {
                headers.Add(new(name, text));
            }
        }

        return headers;
    }
}
