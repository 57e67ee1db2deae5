using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace Resile.Generators.Text;

/// <summary>Writes values as C# literals.</summary>
internal static class Literal
{
    /// <summary>Writes a string literal, or <c>null</c>.</summary>
    public static string Of(string? value) => value is null ? "null" : SymbolDisplay.FormatLiteral(value, quote: true);

    /// <summary>Writes a Boolean literal.</summary>
    public static string Of(bool value) => value ? "true" : "false";

    /// <summary>Writes an integer literal.</summary>
    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes a floating-point literal.</summary>
    public static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture) + "D";

    /// <summary>Writes an expression that makes a time span.</summary>
    public static string Of(TimeSpan value) => value.Ticks % TimeSpan.TicksPerSecond == 0
        ? $"global::System.TimeSpan.FromSeconds({Of(value.Ticks / TimeSpan.TicksPerSecond)})"
        : $"global::System.TimeSpan.FromMilliseconds({Of(value.Ticks / TimeSpan.TicksPerMillisecond)})";
}
