using System.Text.Json;
using Resile.Messaging.Contracts;

namespace Resile.Messaging.Envelopes;

/// <summary>Reads MassTransit's JSON envelope in one pass, without touching the message inside.</summary>
internal static class EnvelopeReader
{
    /// <summary>Reads an envelope.</summary>
    /// <param name="body">The bytes. The result refers to them.</param>
    /// <param name="contentType">The media type that the transport named; others than MassTransit's JSON are refused.</param>
    /// <param name="transportHeaders">The headers that came beside the body.</param>
    /// <exception cref="MalformedMessageException">The bytes are not an envelope; says what is wrong, without quoting them.</exception>
    public static ReceivedMessage Read(
        ReadOnlyMemory<byte> body, string? contentType, IReadOnlyList<KeyValuePair<string, string>> transportHeaders)
    {
        RefuseOtherFormats(contentType);
        try
        {
            var envelope = default(EnvelopeFields);
            var reader = new Utf8JsonReader(body.Span);
            ReadEnvelope(ref reader, ref envelope);
            return envelope.Complete(body, transportHeaders);
        }
        catch (JsonException exception)
        {
            throw new MalformedMessageException(
                $"The body is not JSON: line {exception.LineNumber}, byte {exception.BytePositionInLine}.", exception);
        }
        catch (InvalidOperationException exception)
        {
            // The reader's answer to bytes that are no UTF-8 and to halves of surrogate pairs.
            throw new MalformedMessageException("The envelope holds a text that is not Unicode.", exception);
        }
    }

    private static void RefuseOtherFormats(string? contentType)
    {
        // Parameters such as a character set may follow the media type.
        if (contentType is not null && !contentType.StartsWith(MessagingConstants.EnvelopeContentType, StringComparison.OrdinalIgnoreCase))
        {
            throw new MalformedMessageException(
                $"The content type is '{contentType}'; it has to be '{MessagingConstants.EnvelopeContentType}'.");
        }
    }

    private static void ReadEnvelope(ref Utf8JsonReader reader, ref EnvelopeFields envelope)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new MalformedMessageException("The body is not a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadProperty(ref reader, ref envelope);
        }

        // Bytes after the envelope are as wrong as bytes missing from it.
        reader.Read();
    }

    private static void ReadProperty(ref Utf8JsonReader reader, ref EnvelopeFields envelope)
    {
        if (reader.ValueTextEquals("message"u8))
        {
            reader.Read();
            envelope.MessageStart = (int)reader.TokenStartIndex;
            reader.Skip();
            envelope.MessageEnd = (int)reader.BytesConsumed;
        }
        else if (reader.ValueTextEquals("messageId"u8))
        {
            envelope.MessageId = ReadGuid(ref reader, "messageId");
        }
        else if (reader.ValueTextEquals("conversationId"u8))
        {
            envelope.ConversationId = ReadGuid(ref reader, "conversationId");
        }
        else if (reader.ValueTextEquals("correlationId"u8))
        {
            envelope.CorrelationId = ReadGuid(ref reader, "correlationId");
        }
        else if (reader.ValueTextEquals("requestId"u8))
        {
            envelope.RequestId = ReadGuid(ref reader, "requestId");
        }
        else if (reader.ValueTextEquals("responseAddress"u8))
        {
            envelope.ResponseAddress = ReadText(ref reader);
        }
        else if (reader.ValueTextEquals("faultAddress"u8))
        {
            envelope.FaultAddress = ReadText(ref reader);
        }
        else if (reader.ValueTextEquals("expirationTime"u8))
        {
            envelope.ExpiresAt = ReadMoment(ref reader);
        }
        else if (reader.ValueTextEquals("messageType"u8))
        {
            envelope.MessageTypes = ReadTexts(ref reader);
        }
        else if (reader.ValueTextEquals("sentTime"u8))
        {
            envelope.SentAt = ReadMoment(ref reader);
        }
        else if (reader.ValueTextEquals("headers"u8))
        {
            envelope.Headers = ReadHeaders(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    private static Guid? ReadGuid(ref Utf8JsonReader reader, string property)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String when reader.TryGetGuid(out var value) || Guid.TryParse(reader.GetString(), out value) => value,
            _ => throw new MalformedMessageException($"The envelope's {property} is not a UUID."),
        };
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    private static DateTimeOffset? ReadMoment(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var moment) ? moment : null;
    }

    private static List<string> ReadTexts(ref Utf8JsonReader reader)
    {
        var texts = new List<string>();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new MalformedMessageException("The envelope's messageType is not an array.");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                texts.Add(reader.GetString()!);
            }
            else
            {
                reader.Skip();
            }
        }

        return texts;
    }

    private static Dictionary<string, string>? ReadHeaders(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                headers[name] = reader.GetString()!;
            }
            else
            {
                reader.Skip();
            }
        }

        return headers;
    }

    private struct EnvelopeFields
    {
        public Guid? MessageId;
        public Guid? ConversationId;
        public Guid? CorrelationId;
        public Guid? RequestId;
        public string? ResponseAddress;
        public string? FaultAddress;
        public List<string>? MessageTypes;
        public DateTimeOffset? SentAt;
        public DateTimeOffset? ExpiresAt;
        public Dictionary<string, string>? Headers;
        public int MessageStart;
        public int MessageEnd;

        public readonly ReceivedMessage Complete(
            ReadOnlyMemory<byte> body, IReadOnlyList<KeyValuePair<string, string>> transportHeaders)
        {
            var messageId = MessageId ?? throw new MalformedMessageException("The envelope has no messageId.");
            if (MessageTypes is not { Count: > 0 })
            {
                throw new MalformedMessageException("The envelope has no messageType.");
            }

            if (MessageEnd == 0)
            {
                throw new MalformedMessageException("The envelope has no message.");
            }

            var headers = Headers ?? new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, value) in transportHeaders)
            {
                headers.TryAdd(name, value);
            }

            return new ReceivedMessage(
                messageId, ConversationId ?? messageId, MessageTypes, body[MessageStart..MessageEnd], SentAt, headers, CorrelationId, ExpiresAt)
            {
                RequestId = RequestId,
                ResponseAddress = ResponseAddress,
                FaultAddress = FaultAddress,
            };
        }
    }
}
