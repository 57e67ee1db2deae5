using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Messaging;

namespace Resile.Generators.Upcasting;

/// <summary>Tells what kind of JSON the values of a type are written as: a constant of <c>JsonValueKind</c>.</summary>
internal static class JsonKinds
{
    public const string Text = "String";
    public const string Number = "Number";
    public const string Truth = "True";
    public const string List = "Array";
    public const string Object = "Object";

    private static readonly string[] Texts =
    [
        KnownTypes.Guid, KnownTypes.DateTimeOffset, KnownTypes.DateOnly, KnownTypes.TimeOnly, KnownTypes.TimeSpan, KnownTypes.Uri, KnownTypes.Version,
    ];

    /// <summary>Tells it of a member.</summary>
    /// <returns>The kind; null where it cannot be told.</returns>
    public static string? Of(ShapeMember member) => member.IsSecret ? Text
        : member.Attributes(KnownTypes.JsonConverterAttribute).Any() ? null
        : Of(member.Type);

    /// <summary>Tells it of a type.</summary>
    /// <returns>The kind; null where it cannot be told, as of an enumeration, which options may let be text.</returns>
    public static string? Of(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            type = nullable.TypeArguments[0];
        }

        return type.SpecialType switch
        {
            SpecialType.System_Boolean => Truth,
            SpecialType.System_String or SpecialType.System_Char or SpecialType.System_DateTime => Text,
            >= SpecialType.System_SByte and <= SpecialType.System_Double => Number,
            not SpecialType.None => null,
            _ when type is IArrayTypeSymbol array => array.ElementType.SpecialType == SpecialType.System_Byte ? Text : List,
            _ when Texts.Any(text => TypeNames.Is(type, text)) => Text,
            _ when AttributeReader.Find(type, KnownTypes.JsonConverterAttribute) is not null || type.TypeKind is not (TypeKind.Class or TypeKind.Struct) => null,
            _ when type is INamedTypeSymbol named => PayloadShape.ValuesOf(named) is not null ? Object
                : PayloadShape.ItemsOf(named) is not null ? List
                : MessageNames.IsOfTheSystem(named) ? null
                : Object,
            _ => null,
        };
    }
}
