using System.Buffers;
using System.Text.Json;
using Resile.Messaging.Contracts;

namespace Resile.Messaging.Envelopes;

/// <summary>Turns transport headers into the bytes that a store keeps, and back.</summary>
internal static class HeaderCodec
{
    /// <summary>Encodes headers; none become no bytes.</summary>
    public static ReadOnlyMemory<byte> Encode(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        if (headers.Count == 0)
        {
            return default;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in headers)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Decodes what <see cref="Encode"/> made.</summary>
    /// <exception cref="MalformedMessageException">The stored bytes are something else.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Decode(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return bytes.IsEmpty ? [] : Read(bytes);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new MalformedMessageException("The stored headers cannot be read.", exception);
        }
    }

    private static List<KeyValuePair<string, string>> Read(ReadOnlyMemory<byte> bytes)
    {
        var headers = new List<KeyValuePair<string, string>>();
        var reader = new Utf8JsonReader(bytes.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            headers.Add(new(name, reader.GetString()!));
        }

        return headers;
    }
}
