using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Payloads;

/// <summary>The types of .NET that are one value as JSON.</summary>
internal static class PayloadScalars
{
    private static readonly KeyValuePair<string, PayloadType>[] Known =
    [
        new(KnownTypes.Guid, Text("uuid")),
        new(KnownTypes.DateTimeOffset, Text("date-time")),
        new(KnownTypes.DateOnly, Text("date")),
        new(KnownTypes.TimeOnly, Matching("^\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,7})?$")),
        new(KnownTypes.TimeSpan, Matching("^-?(\\d+\\.)?\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,7})?$")),
        new(KnownTypes.Uri, Text("uri-reference")),
        new(KnownTypes.Version, Matching("^\\d+(\\.\\d+){1,3}$")),
        new(KnownTypes.Int128, new(PayloadKind.Integer, "")),
        new(KnownTypes.UInt128, AtLeastZero(null)),
        new(KnownTypes.Half, new(PayloadKind.Number, "")),
        new(KnownTypes.JsonObject, new(PayloadKind.Map, "", Element: new(PayloadKind.Any, "object", IsNullable: true), Key: new(PayloadKind.Text, "string"))),
        new(KnownTypes.JsonArray, new(PayloadKind.List, "", Element: new(PayloadKind.Any, "object", IsNullable: true))),
    ];

    /// <summary>Finds what a type is; its name and whether it may be null are still to be set.</summary>
    /// <returns>Null where it is no such type.</returns>
    public static PayloadType? Of(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => new(PayloadKind.Boolean, ""),
        SpecialType.System_String => new(PayloadKind.Text, ""),
        SpecialType.System_Char => new(PayloadKind.Text, "", Constraints: All(new PayloadConstraint("minLength", "1"), new PayloadConstraint("maxLength", "1"))),
        SpecialType.System_SByte => Between("-128", "127"),
        SpecialType.System_Byte => Between("0", "255"),
        SpecialType.System_Int16 => Between("-32768", "32767"),
        SpecialType.System_UInt16 => Between("0", "65535"),
        SpecialType.System_Int32 => new(PayloadKind.Integer, "", Format: "int32"),
        SpecialType.System_UInt32 => AtLeastZero(null),
        SpecialType.System_Int64 => new(PayloadKind.Integer, "", Format: "int64"),
        SpecialType.System_UInt64 => AtLeastZero(null),
        SpecialType.System_Single => new(PayloadKind.Number, "", Format: "float"),
        SpecialType.System_Double => new(PayloadKind.Number, "", Format: "double"),
        SpecialType.System_Decimal => new(PayloadKind.Number, "", Format: "decimal"),
        SpecialType.System_DateTime => Text("date-time"),
        _ => IsBytes(type)
            ? new(PayloadKind.Text, "", Constraints: All(new PayloadConstraint("contentEncoding", JsonText.Quote("base64"))))
            : Known.FirstOrDefault(known => TypeNames.Is(type, known.Key)).Value,
    };

    private static bool IsBytes(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => true,
        INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } named => arguments[0].SpecialType == SpecialType.System_Byte
            && (TypeNames.Is(named, KnownTypes.Memory) || TypeNames.Is(named, KnownTypes.ReadOnlyMemory)),
        _ => false,
    };

    private static PayloadType Text(string format) => new(PayloadKind.Text, "", Format: format);

    private static PayloadType Matching(string pattern) => new(PayloadKind.Text, "", Constraints: All(new PayloadConstraint("pattern", JsonText.Quote(pattern))));

    private static PayloadType AtLeastZero(string? format) => new(PayloadKind.Integer, "", Format: format, Constraints: All(new PayloadConstraint("minimum", "0")));

    private static PayloadType Between(string least, string most) =>
        new(PayloadKind.Integer, "", Constraints: All(new PayloadConstraint("minimum", least), new PayloadConstraint("maximum", most)));

    private static EquatableArray<PayloadConstraint> All(params PayloadConstraint[] constraints) => constraints.ToEquatableArray();
}
