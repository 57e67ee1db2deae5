using System.Globalization;

namespace Resile.LoadBalancing.Http;

/// <summary>Writes simple values as text, independently of the culture; <see cref="Hosting.ValueReader"/> reads it back.</summary>
/// <remarks>The tests of T are settled when the code is compiled for T, so a value type is written without being boxed.</remarks>
internal static class ValueText
{
    /// <summary>The length that every number, date and identifier of the framework fits in.</summary>
    public const int LongestInPlace = 64;

    /// <summary>Writes a value into a buffer, if it is of a type that can do so.</summary>
    public static bool TryFormat<T>(T value, Span<char> destination, out int length)
    {
        length = 0;
        return !typeof(T).IsEnum && value is ISpanFormattable
            && ((ISpanFormattable)value).TryFormat(destination, out length, FormatOf(value), CultureInfo.InvariantCulture);
    }

    /// <summary>Writes a value into a new string.</summary>
    public static string Of<T>(T value)
    {
        if (value is string text)
        {
            return text;
        }

        if (value is bool flag)
        {
            return flag ? "true" : "false";
        }

        return typeof(T).IsEnum ? EnumText<T>.Of(value)
            : value is not IFormattable ? value?.ToString() ?? ""
            : ((IFormattable)value).ToString(FormatOf(value), CultureInfo.InvariantCulture);
    }

    private static string? FormatOf<T>(T value) => value is DateTime or DateTimeOffset or DateOnly or TimeOnly ? "O" : null;
}
