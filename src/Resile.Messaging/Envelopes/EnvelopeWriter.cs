using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Resile.Messaging.Contracts;
using Resile.Messaging.Protection;

namespace Resile.Messaging.Envelopes;

/// <summary>Writes a message as MassTransit's JSON envelope, once: the bytes are stored and travel as they are.</summary>
/// <remarks>Fields that MassTransit reads and that we have no value for are left out; it takes them as absent.</remarks>
internal sealed class EnvelopeWriter(SerializerSettings settings, KeyRing keys, HostDescription host)
{
    private static readonly JsonEncodedText MessageId = JsonEncodedText.Encode("messageId");
    private static readonly JsonEncodedText ConversationId = JsonEncodedText.Encode("conversationId");
    private static readonly JsonEncodedText CorrelationId = JsonEncodedText.Encode("correlationId");
    private static readonly JsonEncodedText InitiatorId = JsonEncodedText.Encode("initiatorId");
    private static readonly JsonEncodedText ExpirationTime = JsonEncodedText.Encode("expirationTime");
    private static readonly JsonEncodedText MessageType = JsonEncodedText.Encode("messageType");
    private static readonly JsonEncodedText Message = JsonEncodedText.Encode("message");
    private static readonly JsonEncodedText SentTime = JsonEncodedText.Encode("sentTime");
    private static readonly JsonEncodedText Headers = JsonEncodedText.Encode("headers");
    private static readonly JsonEncodedText Host = JsonEncodedText.Encode("host");

    /// <summary>Writes the envelope.</summary>
    /// <exception cref="DurableMessageException">The message cannot be serialized; says why.</exception>
    public byte[] Write<TMessage>(MessageDefinition<TMessage> definition, TMessage message, in Envelope envelope)
        where TMessage : class
    {
        var buffer = new ArrayBufferWriter<byte>(initialCapacity: 1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString(MessageId, envelope.MessageId);
            writer.WriteString(ConversationId, envelope.ConversationId);
            Write(writer, CorrelationId, envelope.CorrelationId);
            Write(writer, InitiatorId, envelope.InitiatorId);
            writer.WriteStartArray(MessageType);
            writer.WriteStringValue(definition.Urn);
            writer.WriteEndArray();
            writer.WritePropertyName(Message);
            if (definition.IsSecret || keys.EncryptsAll)
            {
                WriteSecret(writer, definition, message, envelope.MessageId);
            }
            else
            {
                WriteMessage(writer, definition, message);
            }

            writer.WriteString(SentTime, envelope.SentAt.UtcDateTime);
            if (envelope.ExpiresAt is { } expiresAt)
            {
                writer.WriteString(ExpirationTime, expiresAt.UtcDateTime);
            }

            writer.WriteStartObject(Headers);
            foreach (var (name, value) in envelope.Headers)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
            writer.WritePropertyName(Host);
            writer.WriteRawValue(host.Json.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonEncodedText name, Guid? value)
    {
        if (value is { } known)
        {
            writer.WriteString(name, known);
        }
    }

    private void WriteSecret<TMessage>(Utf8JsonWriter writer, MessageDefinition<TMessage> definition, TMessage message, Guid messageId)
        where TMessage : class
    {
        var buffer = new ArrayBufferWriter<byte>(initialCapacity: 1024);
        using (var plain = new Utf8JsonWriter(buffer))
        {
            WriteMessage(plain, definition, message);
        }

        SecretMessage.Write(writer, keys, buffer.WrittenSpan, messageId);
    }

    private void WriteMessage<TMessage>(Utf8JsonWriter writer, MessageDefinition<TMessage> definition, TMessage message)
        where TMessage : class
    {
        try
        {
            JsonSerializer.Serialize(writer, message, (JsonTypeInfo<TMessage>)settings.Options.GetTypeInfo(typeof(TMessage)));
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new DurableMessageException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{definition.Contract}.{definition.Operation} was not sent: '{typeof(TMessage)}' cannot be serialized. ")
                + "Give it a type that System.Text.Json can write, or a JsonSerializerContext by UseJson. " + exception.Message,
                exception);
        }
    }
}
