using System.Diagnostics.CodeAnalysis;

namespace Resile.Messaging.Transport;

/// <summary>Where an envelope goes.</summary>
/// <param name="Kind">What the name means.</param>
/// <param name="Name">The topic's or the queue's name; a topic's is MassTransit's entity name: <c>Acme.Orders:OrderPlaced</c>.</param>
public readonly record struct Destination(DestinationKind Kind, string Name)
{
    private const string TopicScheme = "topic:";
    private const string QueueScheme = "queue:";

    /// <summary>Names a topic.</summary>
    public static Destination Topic(string name) => new(DestinationKind.Topic, name);

    /// <summary>Names a queue.</summary>
    public static Destination Queue(string name) => new(DestinationKind.Queue, name);

    /// <summary>Names where the answer to a request goes, by the address that the request came with. It is used at once and never stored.</summary>
    public static Destination Reply(string address) => new(DestinationKind.Reply, address);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <returns><see langword="false"/> when the text is not an address.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Destination destination)
    {
        destination = text switch
        {
            not null when text.StartsWith(TopicScheme, StringComparison.Ordinal) => Topic(text[TopicScheme.Length..]),
            not null when text.StartsWith(QueueScheme, StringComparison.Ordinal) => Queue(text[QueueScheme.Length..]),
            _ => default,
        };
        return !string.IsNullOrEmpty(destination.Name);
    }

    /// <summary>Writes the address as one text: <c>topic:name</c> or <c>queue:name</c>. This form is stored.</summary>
    public override string ToString() => (Kind == DestinationKind.Topic ? TopicScheme : QueueScheme) + Name;
}
