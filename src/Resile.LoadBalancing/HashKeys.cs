using System.ComponentModel;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Resile.LoadBalancing;

/// <summary>Hashes the values of <c>[HashKey]</c> parameters; generated code calls it.</summary>
/// <remarks>
/// XxHash3 over the UTF-16 of the value's invariant text, without an allocation for texts of up to 128 characters: the same value has the same
/// hash in every process and on every machine. int, long and enumerations are hashed as numbers.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class HashKeys
{
    private const int BufferLength = 128;

    /// <summary>Hashes a text.</summary>
    /// <param name="value">The text.</param>
    /// <returns>The hash; null for null.</returns>
    public static ulong? Of(string? value) => value is null ? null : Of(value.AsSpan());

    /// <summary>Hashes a value.</summary>
    /// <param name="value">The value.</param>
    /// <typeparam name="T">Its type.</typeparam>
    /// <returns>The hash; null for null.</returns>
    public static ulong? Of<T>(T value)
        where T : ISpanFormattable
    {
        // The compiler sees only the branch of the type that it compiles for.
        if (typeof(T) == typeof(int))
        {
            return OfNumber(Unsafe.As<T, int>(ref value));
        }

        if (typeof(T) == typeof(long))
        {
            return OfNumber(Unsafe.As<T, long>(ref value));
        }

        return value is null ? null : OfText(value);
    }

    /// <summary>Hashes a value.</summary>
    /// <param name="value">The value.</param>
    /// <typeparam name="T">Its type.</typeparam>
    /// <returns>The hash; null for null.</returns>
    public static ulong? Of<T>(T? value)
        where T : struct, ISpanFormattable => value is { } known ? Of(known) : null;

    private static ulong Of(ReadOnlySpan<char> text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text));

    private static ulong OfNumber(long value) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));

    private static ulong OfText<T>(T value)
        where T : ISpanFormattable
    {
        // "O" keeps the whole of dates and times; what does not know it is written as it is.
        var format = value is DateTime or DateTimeOffset or DateOnly or TimeOnly ? "O" : default;
        Span<char> buffer = stackalloc char[BufferLength];
        return value.TryFormat(buffer, out var length, format, CultureInfo.InvariantCulture)
            ? Of(buffer[..length])
            : Of(value.ToString(format, CultureInfo.InvariantCulture).AsSpan());
    }
}
