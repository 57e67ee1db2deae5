using System.Text.Json;

namespace Resile.Messaging.Protection;

/// <summary>A message that is encrypted whole: an object with one property, <c>$secret</c>.</summary>
internal static class SecretMessage
{
    private static readonly JsonEncodedText Secret = JsonEncodedText.Encode("$secret");

    /// <summary>Writes it.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="keys">What encrypts it.</param>
    /// <param name="json">The message.</param>
    /// <param name="messageId">Its identity: in another envelope it cannot be decrypted.</param>
    public static void Write(Utf8JsonWriter writer, KeyRing keys, ReadOnlySpan<byte> json, Guid messageId)
    {
        writer.WriteStartObject();
        writer.WriteString(Secret, keys.Encrypt(json, messageId.ToByteArray()));
        writer.WriteEndObject();
    }

    /// <summary>Tells whether a message, or a property of it, may have come encrypted: then nothing that quotes it is to be in clear.</summary>
    public static bool HasSecret(ReadOnlyMemory<byte> json) => json.Span.IndexOf(Secret.EncodedUtf8Bytes) >= 0;

    /// <summary>Decrypts it.</summary>
    /// <returns>The message; what is not encrypted as it is.</returns>
    /// <exception cref="Contracts.MalformedMessageException">It cannot be decrypted; says why.</exception>
    public static ReadOnlyMemory<byte> Read(KeyRing keys, ReadOnlyMemory<byte> json, Guid messageId)
    {
        var reader = new Utf8JsonReader(json.Span);
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject
            && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(Secret.EncodedUtf8Bytes)
            && reader.Read() && reader.TokenType == JsonTokenType.String
            ? keys.Decrypt(reader.GetString()!, messageId.ToByteArray())
            : json;
    }
}
