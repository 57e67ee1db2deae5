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
    private static readonly JsonEncodedText RequestId = JsonEncodedText.Encode("requestId");
    private static readonly JsonEncodedText ResponseAddress = JsonEncodedText.Encode("responseAddress");
    private static readonly JsonEncodedText Value = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText ExpirationTime = JsonEncodedText.Encode("expirationTime");
    private static readonly JsonEncodedText MessageType = JsonEncodedText.Encode("messageType");
    private static readonly JsonEncodedText Message = JsonEncodedText.Encode("message");
    private static readonly JsonEncodedText SentTime = JsonEncodedText.Encode("sentTime");
    private static readonly JsonEncodedText Headers = JsonEncodedText.Encode("headers");
    private static readonly JsonEncodedText Host = JsonEncodedText.Encode("host");

    /// <summary>Writes the envelope.</summary>
    /// <exception cref="DurableMessageException">The message cannot be serialized; says why.</exception>
    public byte[] Write<TMessage>(MessageDefinition<TMessage> definition, TMessage message, in Envelope envelope)
        where TMessage : class =>
        Write([definition.Urn], definition.IsSecret, envelope, (definition, message, settings), static (writer, sent) =>
            Serialize(writer, sent.message, sent.settings, sent.definition.Contract, sent.definition.Operation));

    /// <summary>Writes the envelope of an answer.</summary>
    /// <exception cref="DurableMessageException">The result cannot be serialized; says why.</exception>
    public byte[] WriteReply<TMessage, TResult>(RequestDefinition<TMessage, TResult> definition, TResult result, in Envelope envelope)
        where TMessage : class =>
        Write([definition.ReplyUrn], definition.IsSecret, envelope, (definition, result, settings), static (writer, sent) =>
        {
            if (sent.definition.IsWrapped)
            {
                writer.WriteStartObject();
                writer.WritePropertyName(Value);
            }

            Serialize(writer, sent.result, sent.settings, sent.definition.Contract, sent.definition.Operation);
            if (sent.definition.IsWrapped)
            {
                writer.WriteEndObject();
            }
        });

    /// <summary>Writes an envelope around what somebody else writes.</summary>
    /// <param name="urns">The message types.</param>
    /// <param name="isSecret">Whether the message is encrypted whole.</param>
    /// <param name="envelope">What stands around it.</param>
    /// <param name="message">The message.</param>
    /// <param name="write">Writes it.</param>
    public byte[] Write<TState>(ReadOnlySpan<string> urns, bool isSecret, in Envelope envelope, TState message, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>(initialCapacity: 1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString(MessageId, envelope.MessageId);
            Write(writer, RequestId, envelope.RequestId);
            writer.WriteString(ConversationId, envelope.ConversationId);
            Write(writer, CorrelationId, envelope.CorrelationId);
            Write(writer, InitiatorId, envelope.InitiatorId);
            if (envelope.ResponseAddress is { } responseAddress)
            {
                writer.WriteString(ResponseAddress, responseAddress);
            }

            writer.WriteStartArray(MessageType);
            foreach (var urn in urns)
            {
                writer.WriteStringValue(urn);
            }

            writer.WriteEndArray();
            writer.WritePropertyName(Message);
            if (isSecret || keys.EncryptsAll)
            {
                WriteSecret(writer, envelope.MessageId, message, write);
            }
            else
            {
                write(writer, message);
            }

            WriteRest(writer, envelope);
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

    private void WriteRest(Utf8JsonWriter writer, in Envelope envelope)
    {
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

    private void WriteSecret<TState>(Utf8JsonWriter writer, Guid messageId, TState message, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>(initialCapacity: 1024);
        using (var plain = new Utf8JsonWriter(buffer))
        {
            write(plain, message);
        }

        SecretMessage.Write(writer, keys, buffer.WrittenSpan, messageId);
    }

    private static void Serialize<T>(Utf8JsonWriter writer, T value, SerializerSettings settings, string contract, string operation)
    {
        try
        {
            JsonSerializer.Serialize(writer, value, (JsonTypeInfo<T>)settings.Options.GetTypeInfo(typeof(T)));
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new DurableMessageException(
                string.Create(CultureInfo.InvariantCulture, $"{contract}.{operation} was not sent: '{typeof(T)}' cannot be serialized. ")
                + "Give it a type that System.Text.Json can write, or a JsonSerializerContext by UseJson. " + exception.Message,
                exception);
        }
    }
}
