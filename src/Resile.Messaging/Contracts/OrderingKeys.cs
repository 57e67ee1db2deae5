using System.ComponentModel;
using System.Globalization;

namespace Resile.Messaging.Contracts;

/// <summary>Writes the values of <c>[OrderingKey]</c> as text, the same in every process; generated code calls it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class OrderingKeys
{
    /// <summary>Writes a text.</summary>
    /// <param name="value">The text.</param>
    public static string? Of(string? value) => value;

    /// <summary>Writes a value.</summary>
    /// <param name="value">The value.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public static string? Of<T>(T value)
        where T : IFormattable =>
        value?.ToString(value is DateTime or DateTimeOffset or DateOnly or TimeOnly ? "O" : null, CultureInfo.InvariantCulture);

    /// <summary>Writes a value.</summary>
    /// <param name="value">The value.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public static string? Of<T>(T? value)
        where T : struct, IFormattable => value is { } known ? Of(known) : null;
}
