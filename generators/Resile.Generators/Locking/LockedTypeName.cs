using Resile.Generators.Payloads;

namespace Resile.Generators.Locking;

/// <summary>A type as a lock writes it: <c>int32</c>, <c>string?</c>, <c>array&lt;Acme.Line&gt;</c>, <c>map&lt;string, decimal&gt;</c>.</summary>
/// <param name="Name">A scalar, the name of a definition, <c>array</c> or <c>map</c>.</param>
/// <param name="IsNullable">Whether it may be null.</param>
/// <param name="Element">The type of the items or values; null for any other.</param>
/// <param name="Key">The type of the names of a map; null for any other.</param>
internal sealed record LockedTypeName(string Name, bool IsNullable, LockedTypeName? Element = null, LockedTypeName? Key = null)
{
    private const string Array = "array<";
    private const string Map = "map<";

    /// <summary>Reads a text; of one that is none, the whole is the name.</summary>
    public static LockedTypeName Parse(string text)
    {
        var isNullable = text.EndsWith("?", StringComparison.Ordinal);
        var name = isNullable ? text.Substring(0, text.Length - 1) : text;
        if (name.EndsWith(">", StringComparison.Ordinal) && name.StartsWith(Array, StringComparison.Ordinal))
        {
            return new("array", isNullable, Parse(name.Substring(Array.Length, name.Length - Array.Length - 1)));
        }

        if (name.EndsWith(">", StringComparison.Ordinal) && name.StartsWith(Map, StringComparison.Ordinal) && name.IndexOf(", ", StringComparison.Ordinal) is > 0 and var comma)
        {
            return new("map", isNullable, Parse(name.Substring(comma + 2, name.Length - comma - 3)), Parse(name.Substring(Map.Length, comma - Map.Length)));
        }

        return new(name, isNullable);
    }

    /// <summary>Writes a type.</summary>
    public static string Of(PayloadType type) => (type.Kind switch
    {
        PayloadKind.List => $"{Array}{Of(type.Element!)}>",
        PayloadKind.Map => $"{Map}{Of(type.Key!)}, {Of(type.Element!)}>",
        PayloadKind.Object or PayloadKind.Enum => type.Name,
        PayloadKind.Any => "any",
        PayloadKind.Boolean => "boolean",
        _ => Scalar(type),
    }) + (type.IsNullable ? "?" : "");

    /// <summary>Lists the names in it.</summary>
    public IEnumerable<string> Names() => Element is null ? [Name] : Element.Names();

    private static string Scalar(PayloadType type) => type.Name switch
    {
        "sbyte" => "int8",
        "short" => "int16",
        "int" => "int32",
        "long" => "int64",
        "System.Int128" => "int128",
        "byte" => "uint8",
        "ushort" => "uint16",
        "uint" => "uint32",
        "ulong" => "uint64",
        "System.UInt128" => "uint128",
        "char" => "char",
        "System.TimeSpan" => "duration",
        "System.TimeOnly" => "time",
        "System.Version" => "version",
        _ when type.Kind is PayloadKind.Number => type.Format ?? "number",
        _ when type.Constraints.Any(static constraint => constraint.Keyword == "contentEncoding") => "base64",
        _ => type.Format ?? "string",
    };
}
