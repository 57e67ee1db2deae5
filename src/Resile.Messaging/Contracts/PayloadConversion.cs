using System.Text.Json;

namespace Resile.Messaging.Contracts;

/// <summary>Turns an object of an older version into one of now.</summary>
/// <param name="signs">What tells them apart: the places of the properties in their upcaster, each with what its value is.</param>
internal abstract class PayloadConversion((int Place, JsonValueKind Kind)[] signs)
{
    /// <summary>Counts the signs that an object shows.</summary>
    /// <param name="seen">What the value of each property of the upcaster is.</param>
    public int CountSigns(ReadOnlySpan<JsonValueKind> seen)
    {
        var count = 0;
        foreach (var (place, kind) in signs)
        {
            if (seen[place] != JsonValueKind.Undefined && (kind == JsonValueKind.Undefined || seen[place] == kind))
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>Reads the old object and writes the new one.</summary>
    public abstract void Convert(ReadOnlySpan<byte> json, Utf8JsonWriter writer, JsonSerializerOptions options);
}
