using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.LoadBalancing;

/// <summary>Works out the fewest bytes that a value of a type can have as JSON, by the web defaults of System.Text.Json. In doubt, it says less.</summary>
internal static class LeastJson
{
    private const int DeepestType = 6;
    private const int Null = 4;
    private const string JsonAttributes = "System.Text.Json.Serialization";

    private static readonly KeyValuePair<string, int>[] Texts =
    [
        new(KnownTypes.Guid, 38), new(KnownTypes.DateTimeOffset, 22), new(KnownTypes.DateOnly, 12), new(KnownTypes.TimeOnly, 10), new(KnownTypes.TimeSpan, 10),
    ];

    /// <summary>Works it out for values in a row.</summary>
    public static int OfRow(IEnumerable<ITypeSymbol> types)
    {
        var sizes = types.Select(static type => Of(type, 0)).ToArray();
        return 2 + sizes.Sum() + Math.Max(0, sizes.Length - 1);
    }

    /// <summary>Works it out for a value.</summary>
    public static int Of(ITypeSymbol type) => Of(type, 0);

    private static int Of(ITypeSymbol type, int depth)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return Math.Min(Null, Of(nullable.TypeArguments[0], depth));
        }

        var size = type.SpecialType switch
        {
            SpecialType.System_Boolean => 4,
            SpecialType.System_String => 2,
            SpecialType.System_Char => 3,
            SpecialType.System_DateTime => 21,
            not SpecialType.None => 1,
            _ when type.TypeKind == TypeKind.Array => 2,
            _ => Texts.FirstOrDefault(text => TypeNames.Is(type, text.Key)).Value is > 0 and var known ? known : OfObject(type, depth),
        };
        return type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated ? Math.Min(Null, size) : size;
    }

    private static int OfObject(ITypeSymbol type, int depth)
    {
        if (depth > DeepestType || type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || type.IsAbstract || IsShapedElsewhere(type))
        {
            return 1;
        }

        var size = 2;
        for (var each = type; each is { SpecialType: SpecialType.None }; each = each.BaseType)
        {
            foreach (var property in each.GetMembers().OfType<IPropertySymbol>().Where(IsWritten))
            {
                size += property.Name.Length + "\"\":,".Length + Of(property.Type, depth + 1);
            }
        }

        return size;
    }

    private static bool IsWritten(IPropertySymbol property) => property is
    {
        IsStatic: false, IsIndexer: false, IsOverride: false, DeclaredAccessibility: Accessibility.Public, GetMethod.DeclaredAccessibility: Accessibility.Public,
    } && !IsMarked(property);

    // Those of the framework have converters of their own, and attributes may change everything.
    private static bool IsShapedElsewhere(ITypeSymbol type) => IsMarked(type)
        || type.ContainingNamespace is { } space && (TypeNames.Namespace(space) is "System" || TypeNames.Namespace(space).StartsWith("System.", StringComparison.Ordinal))
        || type.AllInterfaces.Any(static implemented => TypeNames.Is(implemented, KnownTypes.Enumerable));

    private static bool IsMarked(ISymbol symbol) => symbol.GetAttributes().Any(static attribute =>
        attribute.AttributeClass?.ContainingNamespace is { } space && TypeNames.Namespace(space) == JsonAttributes);
}
