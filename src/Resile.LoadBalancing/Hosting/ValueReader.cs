using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Resile.LoadBalancing.Http;

namespace Resile.LoadBalancing.Hosting;

/// <summary>Reads simple values as <see cref="ValueText"/> writes them.</summary>
internal static class ValueReader
{
    /// <summary>Reads a value, independently of the culture.</summary>
    public static bool TryRead<T>(string text, [MaybeNullWhen(false)] out T value)
        where T : IParsable<T>
    {
        // The parser of the type itself would turn a time in UTC into a local one.
        if (typeof(T) == typeof(DateTime))
        {
            var isRead = DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment);
            value = (T)(object)moment;
            return isRead;
        }

        return T.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads a value that was written in a format of its own. Only dates and times need to know it to be read.</summary>
    public static bool TryReadExact<T>(string text, string format, [MaybeNullWhen(false)] out T value)
        where T : IParsable<T>
    {
        const DateTimeStyles Styles = DateTimeStyles.RoundtripKind;
        var culture = CultureInfo.InvariantCulture;
        (bool IsRead, object Value)? read =
            typeof(T) == typeof(DateTime) ? (DateTime.TryParseExact(text, format, culture, Styles, out var moment), moment)
            : typeof(T) == typeof(DateTimeOffset) ? (DateTimeOffset.TryParseExact(text, format, culture, DateTimeStyles.None, out var instant), instant)
            : typeof(T) == typeof(DateOnly) ? (DateOnly.TryParseExact(text, format, culture, DateTimeStyles.None, out var date), date)
            : typeof(T) == typeof(TimeOnly) ? (TimeOnly.TryParseExact(text, format, culture, DateTimeStyles.None, out var time), time)
            : typeof(T) == typeof(TimeSpan) ? (TimeSpan.TryParseExact(text, format, culture, out var span), span)
            : null;
        if (read is not { } found)
        {
            return TryRead(text, out value);
        }

        value = (T)found.Value;
        return found.IsRead;
    }

    /// <summary>Reads the name of a member, or several of a set of flags; numbers are none.</summary>
    public static bool TryReadEnum<T>(string text, out T value)
        where T : struct, Enum
    {
        value = default;
        return EnumText<T>.MembersOf(text) is { } members && Enum.TryParse(members, ignoreCase: true, out value);
    }
}
