using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Resile.Messaging.Contracts;

namespace Resile.Messaging.Protection;

/// <summary>Writes a secret property as one encrypted text, and reads it.</summary>
/// <typeparam name="T">The type of the property.</typeparam>
internal sealed class SecretConverter<T>(KeyRing keys, string property, string[] formerNames, JsonTypeInfo<T> inner) : JsonConverter<T>
{
    private const string Prefix = "$secret:";

    // What was encrypted under a former name was encrypted for it. The present one comes first.
    private readonly byte[][] _contexts = [.. formerNames.Prepend(property).Select(Encoding.UTF8.GetBytes)];

    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || reader.GetString() is not { } text || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw new MalformedMessageException($"The property '{property}' is secret, and did not come encrypted. Let its sender use [Secret] and a key.");
        }

        return JsonSerializer.Deserialize(Decrypt(text[Prefix.Length..]), inner);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Prefix + keys.Encrypt(JsonSerializer.SerializeToUtf8Bytes(value, inner), _contexts[0]));

    private byte[] Decrypt(string text)
    {
        for (var index = 0; index < _contexts.Length - 1; index++)
        {
            if (keys.TryDecrypt(text, _contexts[index]) is { } plain)
            {
                return plain;
            }
        }

        return keys.Decrypt(text, _contexts[^1]);
    }
}
