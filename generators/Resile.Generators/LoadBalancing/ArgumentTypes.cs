using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.LoadBalancing;

/// <summary>Tells which types can be written as text into a path, a query or a header.</summary>
/// <remarks>
/// Those that the framework can parse from text: strings, numbers, dates, identifiers, enumerations and whatever implements
/// <c>IParsable</c> of itself; and lists of them.
/// </remarks>
internal static class ArgumentTypes
{
    private static readonly string[] Collections =
    [
        KnownTypes.Enumerable, KnownTypes.Collection, KnownTypes.ListInterface, KnownTypes.ReadOnlyCollection, KnownTypes.ReadOnlyList, KnownTypes.List,
    ];

    /// <summary>Finds out what a type is as text.</summary>
    /// <param name="type">The type of a parameter.</param>
    /// <param name="element">The type of the value, or of each of several, without its nullability.</param>
    public static ArgumentForm FormOf(ITypeSymbol type, out ITypeSymbol element)
    {
        element = WithoutNull(type);
        if (ElementOf(type) is { } one)
        {
            element = one;
            return new ArgumentForm(IsSimple(one), one.TypeKind == TypeKind.Enum, IsCollection: true, IsReference: true);
        }

        return new ArgumentForm(IsSimple(element), element.TypeKind == TypeKind.Enum, IsReference: element.IsReferenceType);
    }

    /// <summary>Tells whether a value of a type may be null.</summary>
    public static bool MayBeNull(ITypeSymbol type) => type.IsReferenceType
        ? type.NullableAnnotation != NullableAnnotation.NotAnnotated
        : type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static ITypeSymbol WithoutNull(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);

    // Bytes are data, not a list of numbers; and a null among the elements would be lost on the way.
    private static ITypeSymbol? ElementOf(ITypeSymbol type)
    {
        var element = type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
            INamedTypeSymbol { TypeArguments.Length: 1 } named when Collections.Any(name => TypeNames.Is(named, name)) => named.TypeArguments[0],
            _ => null,
        };
        var isAnnotated = element is { NullableAnnotation: NullableAnnotation.Annotated } or { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };
        return element is null || isAnnotated || element.SpecialType == SpecialType.System_Byte
            ? null
            : element.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
    }

    private static bool IsSimple(ITypeSymbol type) => type.TypeKind == TypeKind.Enum || type.AllInterfaces.Any(implemented =>
        TypeNames.Is(implemented, KnownTypes.Parsable) && SymbolEqualityComparer.Default.Equals(implemented.TypeArguments[0], type));
}
