using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Resile.Messaging.Contracts;

/// <content>Looks at JSON, and rewrites what is old of it.</content>
public sealed partial class PayloadUpcaster
{
    /// <summary>Turns what may be old into what is new.</summary>
    /// <returns>New JSON; the same where nothing about it is old.</returns>
    /// <exception cref="JsonException">It is no JSON, or does not fit an older shape.</exception>
    /// <exception cref="MalformedMessageException">A conversion failed.</exception>
    internal ReadOnlyMemory<byte> Upcast(ReadOnlyMemory<byte> json, JsonSerializerOptions options)
    {
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        if (!IsOld(ref reader, maps: 0))
        {
            return json;
        }

        var buffer = new ArrayBufferWriter<byte>(json.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            reader = new Utf8JsonReader(json.Span);
            reader.Read();
            Write(ref reader, maps: 0, json.Span, writer, options);
        }

        return buffer.WrittenMemory;
    }

    // The reader stands on the first token of the value, and is left on its last.
    private bool IsOld(ref Utf8JsonReader reader, int maps)
    {
        var isOld = false;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    isOld |= IsOld(ref reader, maps);
                }

                return isOld;

            case JsonTokenType.StartObject when maps > 0:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    reader.Read();
                    isOld |= IsOld(ref reader, maps - 1);
                }

                return isOld;

            case JsonTokenType.StartObject:
                Span<JsonValueKind> seen = stackalloc JsonValueKind[_members.Count];
                seen.Clear();
                var start = reader;
                var variant = VariantAt(reader);
                isOld = Look(ref reader, seen, isInside: variant is null);
                return FindConversion(seen) is not null || (variant is null ? isOld || IsMissingAny(seen) : variant.IsOld(ref start, maps: 0));

            default:
                return false;
        }
    }

    // Notes what the properties of an object are; the result is whether one is old within, where that is asked.
    private bool Look(ref Utf8JsonReader reader, scoped Span<JsonValueKind> seen, bool isInside)
    {
        var isOld = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Find(ref reader, out var place);
            reader.Read();
            if (member is not null)
            {
                seen[place] = KindOf(reader.TokenType);
            }

            if (isInside && member?.Upcaster is { } upcaster)
            {
                isOld |= upcaster().IsOld(ref reader, member.Maps);
            }
            else
            {
                reader.Skip();
            }
        }

        return isOld;
    }

    private void Write(ref Utf8JsonReader reader, int maps, ReadOnlySpan<byte> json, Utf8JsonWriter writer, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    Write(ref reader, maps, json, writer, options);
                }

                writer.WriteEndArray();
                break;

            case JsonTokenType.StartObject when maps > 0:
                writer.WriteStartObject();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    writer.WritePropertyName(reader.GetString()!);
                    reader.Read();
                    Write(ref reader, maps - 1, json, writer, options);
                }

                writer.WriteEndObject();
                break;

            case JsonTokenType.StartObject:
                WriteObject(ref reader, json, writer, options);
                break;

            default:
                Copy(ref reader, json, writer);
                break;
        }
    }

    private void WriteObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, Utf8JsonWriter writer, JsonSerializerOptions options)
    {
        Span<JsonValueKind> seen = stackalloc JsonValueKind[_members.Count];
        seen.Clear();
        var ahead = reader;
        Look(ref ahead, seen, isInside: false);
        if (FindConversion(seen) is { } conversion)
        {
            conversion.Convert(json[(int)reader.TokenStartIndex..(int)ahead.BytesConsumed], writer, options);
            reader = ahead;
            return;
        }

        if (VariantAt(reader) is { } variant)
        {
            variant.WriteObject(ref reader, json, writer, options);
            return;
        }

        writer.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Find(ref reader, out _);
            var name = reader.GetString()!;
            reader.Read();
            if (member?.PresentName is { } present && seen[present] == JsonValueKind.Undefined)
            {
                // Of several former names that are all there, the first is as good as any.
                seen[present] = KindOf(reader.TokenType);
                (member, name) = (_members[present], _members[present].Name);
            }

            writer.WritePropertyName(name);
            if (member?.Upcaster is { } upcaster)
            {
                upcaster().Write(ref reader, member.Maps, json, writer, options);
            }
            else
            {
                Copy(ref reader, json, writer);
            }
        }

        foreach (var member in _members)
        {
            if (member.Default is { } value && seen[_places[member.Name]] == JsonValueKind.Undefined)
            {
                writer.WritePropertyName(member.Name);
                writer.WriteRawValue(value, skipInputValidation: true);
            }
        }

        writer.WriteEndObject();
    }

    private static void Copy(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, Utf8JsonWriter writer)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        writer.WriteRawValue(json[start..(int)reader.BytesConsumed], skipInputValidation: true);
    }

    // The reader is a copy: it looks ahead.
    private PayloadUpcaster? VariantAt(Utf8JsonReader reader)
    {
        if (_variants.Count == 0 || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(_discriminator)
            || !reader.Read() || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            return null;
        }

        foreach (var (value, upcaster) in CollectionsMarshal.AsSpan(_variants))
        {
            if (reader.TokenType == JsonTokenType.String ? reader.ValueTextEquals(value) : reader.ValueSpan.SequenceEqual(value))
            {
                return upcaster();
            }
        }

        return null;
    }

    private bool IsMissingAny(ReadOnlySpan<JsonValueKind> seen)
    {
        for (var place = 0; place < seen.Length; place++)
        {
            var member = _members[place];
            if (seen[place] == JsonValueKind.Undefined ? member.Default is not null : member.PresentName is { } present && seen[present] == JsonValueKind.Undefined)
            {
                return true;
            }
        }

        return false;
    }

    private PayloadConversion? FindConversion(ReadOnlySpan<JsonValueKind> seen)
    {
        var (best, most) = ((PayloadConversion?)null, 0);
        foreach (var conversion in CollectionsMarshal.AsSpan(_conversions))
        {
            if (conversion.CountSigns(seen) is var count && count > most)
            {
                (best, most) = (conversion, count);
            }
        }

        return best;
    }

    private PayloadMember? Find(ref Utf8JsonReader reader, out int place)
    {
        // Escapes make a name shorter, never longer.
        var length = reader.ValueSpan.Length;
        var rented = length <= 256 ? null : ArrayPool<char>.Shared.Rent(length);
        Span<char> name = rented ?? stackalloc char[256];
        var isKnown = _places.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..reader.CopyString(name)], out place);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        return isKnown ? _members[place] : null;
    }

    private static JsonValueKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => JsonValueKind.Object,
        JsonTokenType.StartArray => JsonValueKind.Array,
        JsonTokenType.String => JsonValueKind.String,
        JsonTokenType.Number => JsonValueKind.Number,
        JsonTokenType.True or JsonTokenType.False => JsonValueKind.True,
        _ => JsonValueKind.Null,
    };
}
