using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace Resile.LoadBalancing.Http;

/// <summary>Writes and reads the members of an enumeration by the names that attributes give them, and by their own where there are none.</summary>
/// <remarks>The names are read once for each type. Several members of a set of flags stand one behind the other, with commas between them.</remarks>
/// <typeparam name="T">The enumeration.</typeparam>
internal static class EnumText<T>
{
    // By the names of the members. Empty where no attribute names one, as nearly always.
    private static readonly FrozenDictionary<string, string> Given = GivenNames();

    private static readonly FrozenDictionary<string, string> Members = Given.ToFrozenDictionary(
        static pair => pair.Value, static pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the names, as they are written.</summary>
    public static IEnumerable<string> Names => Enum.GetNames(typeof(T)).Select(static name => Given.GetValueOrDefault(name, name));

    /// <summary>Writes a value.</summary>
    public static string Of(T value)
    {
        var text = value!.ToString()!;
        return Given.Count == 0 ? text
            : Given.TryGetValue(text, out var name) ? name
            : text.Contains(',', StringComparison.Ordinal) ? string.Join(", ", text.Split(", ").Select(static part => Given.GetValueOrDefault(part, part)))
            : text;
    }

    /// <summary>Finds the names of the members that a text names, as the framework reads them.</summary>
    /// <returns>Null where it names a member otherwise than its attribute does, or by its number.</returns>
    public static string? MembersOf(string text)
    {
        if (Given.Count == 0)
        {
            return IsName(text) ? text : null;
        }

        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        for (var index = 0; index < parts.Length; index++)
        {
            if (Members.TryGetValue(parts[index], out var member))
            {
                parts[index] = member;
            }
            else if (!IsName(parts[index]) || Given.ContainsKey(parts[index]))
            {
                return null;
            }
        }

        return string.Join(',', parts);
    }

    private static bool IsName(string text) => text is [not ('-' or '+' or (>= '0' and <= '9')), ..];

    [UnconditionalSuppressMessage("Trimming", "IL2090", Justification = "The fields of an enumeration that is used are kept, with their attributes.")]
    private static FrozenDictionary<string, string> GivenNames()
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            if ((field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.GetCustomAttribute<EnumMemberAttribute>()?.Value) is { } name)
            {
                names[field.Name] = name;
            }
        }

        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
