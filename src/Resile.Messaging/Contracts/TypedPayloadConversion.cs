using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Resile.Messaging.Contracts;

/// <inheritdoc/>
internal sealed class TypedPayloadConversion<TOld, TNew>(Func<TOld, TNew> convert, Func<PayloadUpcaster>? before, (int Place, JsonValueKind Kind)[] signs) : PayloadConversion(signs)
    where TOld : notnull
{
    /// <inheritdoc/>
    public override void Convert(ReadOnlySpan<byte> json, Utf8JsonWriter writer, JsonSerializerOptions options)
    {
        // What is inside the shape of old may be older than that.
        var shape = before is null ? json : before().Upcast(json.ToArray(), options).Span;
        var old = JsonSerializer.Deserialize(shape, (JsonTypeInfo<TOld>)options.GetTypeInfo(typeof(TOld)))!;
        TNew converted;
        try
        {
            converted = convert(old);
        }
        catch (Exception exception)
        {
            throw new MalformedMessageException($"The upcaster from '{typeof(TOld)}' to '{typeof(TNew)}' failed: {exception.Message}", exception);
        }

        JsonSerializer.Serialize(writer, converted, (JsonTypeInfo<TNew>)options.GetTypeInfo(typeof(TNew)));
    }
}
