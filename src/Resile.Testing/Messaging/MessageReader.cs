using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Resile.Messaging;
using Resile.Messaging.Envelopes;
using Resile.Messaging.Protection;
using Resile.Messaging.Transport;

namespace Resile.Testing.Messaging;

/// <summary>Reads envelopes as a handler of the program would.</summary>
internal sealed class MessageReader(SerializerSettings settings)
{
    private const int LongestText = 160;

    /// <summary>Names a message type on the wire: as the generator does, and MassTransit.</summary>
    public static string UrnOf(Type type) => $"urn:message:{type.Namespace}:{type.FullName![(type.Namespace!.Length + 1)..]}";

    /// <summary>Names a message type for people.</summary>
    public static string NameOf(string urn) => urn.Length == 0 ? "(no message)" : urn[(urn.LastIndexOfAny([':', '+', '.']) + 1)..];

    /// <summary>Reads the message in an envelope, if it is of a type.</summary>
    public TMessage? Read<TMessage>(ReceivedMessage? envelope)
        where TMessage : class =>
        envelope is not null && envelope.MessageTypes.Contains(UrnOf(typeof(TMessage)))
            ? JsonSerializer.Deserialize(
                SecretMessage.Read(settings.Keys, envelope.Json, envelope.MessageId).Span, (JsonTypeInfo<TMessage>)settings.Options.GetTypeInfo(typeof(TMessage)))
            : null;

    /// <summary>Reads an envelope; null where it is none.</summary>
    public static ReceivedMessage? Open(ReadOnlyMemory<byte> body, string contentType, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        try
        {
            return EnvelopeReader.Read(body, contentType, headers);
        }
        catch (DurableMessageException)
        {
            return null;
        }
    }

    /// <summary>Makes of what was published what the store would have kept of it.</summary>
    public static JournalMessage? ToJournal(OutgoingEnvelope published) =>
        Open(published.Body, published.ContentType, published.Headers) is { } envelope
            ? new JournalMessage(
                published.MessageId, published.MessageType, published.ContentType, published.Body, published.Headers,
                envelope.SentAt ?? default, DueAt: null, envelope.ExpiresAt, OrderingKey: null)
            : null;

    /// <summary>Tells whether two messages say the same.</summary>
    public bool AreEqual<TMessage>(TMessage one, TMessage other)
        where TMessage : class => EqualityComparer<TMessage>.Default.Equals(one, other) || Write(one) == Write(other);

    /// <summary>Writes a message as it is sent: secret properties are encrypted.</summary>
    public string Write<TMessage>(TMessage message)
        where TMessage : class
    {
        try
        {
            return JsonSerializer.Serialize(message, (JsonTypeInfo<TMessage>)settings.Options.GetTypeInfo(typeof(TMessage)));
        }
        catch (DurableMessageException)
        {
            // It could not have been sent either.
            return "(secret, and there is no key)";
        }
    }

    /// <summary>Writes a message for people: as it is stored, so that no secret is shown.</summary>
    public static string Describe(ReceivedMessage? envelope)
    {
        if (envelope is null)
        {
            return "(unreadable)";
        }

        using var document = JsonDocument.Parse(envelope.Json);
        var text = JsonSerializer.Serialize(document.RootElement, JsonText.Default.JsonElement);
        return text.Length <= LongestText ? text : text[..LongestText] + "...";
    }
}
