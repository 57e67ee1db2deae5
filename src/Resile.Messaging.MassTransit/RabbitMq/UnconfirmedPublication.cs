using System.Diagnostics;
using RabbitMQ.Client;
using Resile.Messaging.Transport;

namespace Resile.Messaging.MassTransit.RabbitMq;

/// <summary>A publication on its way: it completes with what the broker says, or with what kept it from saying anything.</summary>
/// <remarks>Whoever waits for it goes on at once, on the thread that completes it, and is not to block that.</remarks>
internal sealed class UnconfirmedPublication(OutgoingEnvelope envelope, string exchange, string routingKey, BasicProperties properties)
    : TaskCompletionSource<PublishResult>
{
    public OutgoingEnvelope Envelope => envelope;

    public string Exchange => exchange;

    public string RoutingKey => routingKey;

    public BasicProperties Properties => properties;

    /// <summary>Gets the span of whoever publishes it.</summary>
    public Activity? Activity { get; } = Activity.Current;

    /// <summary>Gets or sets whether the broker has sent it back; it confirms it all the same.</summary>
    public bool IsReturned { get; set; }

    /// <summary>Makes a publication of an envelope, to an exchange of its name, or to the queue of whoever asked.</summary>
    /// <remarks>
    /// A queue is addressed by the exchange of its name, which its consumer declares: declaring the queue from here would have to repeat the consumer's
    /// arguments exactly. An answer goes by the default exchange: a queue for answers has the name of its exchange, with MassTransit too.
    /// </remarks>
    public static UnconfirmedPublication Of(OutgoingEnvelope envelope)
    {
        var isReply = envelope.Destination.Kind == DestinationKind.Reply;
        var headers = new Dictionary<string, object?>(envelope.Headers.Count);
        foreach (var (name, value) in envelope.Headers)
        {
            headers[name] = value;
        }

        var properties = new BasicProperties
        {
            MessageId = envelope.MessageId.ToString(),
            ContentType = envelope.ContentType,
            Persistent = !isReply,
            Headers = headers,
        };
        return isReply
            ? new UnconfirmedPublication(envelope, exchange: "", QueueOf(envelope.Destination.Name), properties)
            : new UnconfirmedPublication(envelope, envelope.Destination.Name, routingKey: "", properties);
    }

    private static string QueueOf(string address) => Uri.UnescapeDataString(new Uri(address).Segments[^1]);
}
