using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>Reads objects that travel property by property.</summary>
internal static class ObjectShapes
{
    // JsonIgnoreCondition.Always.
    private const int IgnoredAlways = 1;

    /// <summary>Lists the properties of a type that travel: public, readable, and settable on the other side.</summary>
    public static IEnumerable<IPropertySymbol> PropertiesOf(ITypeSymbol type)
    {
        var constructed = Constructor(type)?.Parameters.Select(static parameter => parameter.Name).ToArray() ?? [];
        return All(type).Where(property => property.SetMethod is { DeclaredAccessibility: Accessibility.Public }
            || constructed.Contains(property.Name, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Finds what keeps a type from travelling property by property: a clause, or null.</summary>
    public static string? ComplaintOf(ITypeSymbol type)
    {
        var properties = PropertiesOf(type).ToArray();
        return type.IsAbstract || (type.TypeKind == TypeKind.Class && Constructor(type) is null) ? "it cannot be made from its properties"
            : properties.Length == 0 ? "it has no public properties"
            : properties.FirstOrDefault(static property => !ArgumentTypes.FormOf(property.Type, out _).IsSimple) is { } wrong
                ? $"its property '{wrong.Name}' is a '{wrong.Type.ToDisplayString()}'"
            : null;
    }

    /// <summary>Reads the shape of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="prefix">What stands before the names on the way.</param>
    public static ObjectShape Of(ITypeSymbol type, string prefix)
    {
        var constructed = Constructor(type)?.Parameters.Select(static parameter => parameter.Name).ToList() ?? [];
        int PlaceOf(IPropertySymbol property) => constructed.FindIndex(name => string.Equals(name, property.Name, StringComparison.OrdinalIgnoreCase));
        var properties = PropertiesOf(type).Select(property => (Place: PlaceOf(property), Model: Property(property, prefix, PlaceOf(property) >= 0)))
            .OrderBy(static pair => pair.Place < 0 ? int.MaxValue : pair.Place).Select(static pair => pair.Model);
        return new ObjectShape(TypeNames.Full(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)), properties.ToEquatableArray());
    }

    private static ShapeProperty Property(IPropertySymbol property, string prefix, bool isConstructed)
    {
        var form = ArgumentTypes.FormOf(property.Type, out var element);
        var name = AttributeReader.Find(property, KnownTypes.JsonPropertyNameAttribute).Argument<string>(0)
            ?? char.ToLowerInvariant(property.Name[0]) + property.Name.Substring(1);
        return new ShapeProperty(
            TypeNames.Identifier(property.Name), prefix + name, TypeNames.Full(property.Type), form, TypeNames.Full(element), ArgumentTypes.MayBeNull(property.Type), isConstructed);
    }

    // The one that takes most, each of its parameters being a property; of a record, that of its declaration.
    private static IMethodSymbol? Constructor(ITypeSymbol type)
    {
        var properties = All(type).ToArray();
        return (type as INamedTypeSymbol)?.InstanceConstructors
            .Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public && constructor.Parameters.All(parameter => properties.Any(property =>
                string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && SymbolEqualityComparer.Default.Equals(property.Type, parameter.Type))))
            .OrderByDescending(static constructor => constructor.Parameters.Length).FirstOrDefault();
    }

    private static IEnumerable<IPropertySymbol> All(ITypeSymbol type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var each = type; each is { SpecialType: not SpecialType.System_Object }; each = each.BaseType)
        {
            foreach (var property in each.GetMembers().OfType<IPropertySymbol>())
            {
                if (property is { IsStatic: false, IsIndexer: false, Name.Length: > 0, DeclaredAccessibility: Accessibility.Public, GetMethod.DeclaredAccessibility: Accessibility.Public }
                    && names.Add(property.Name) && !IsIgnored(property))
                {
                    yield return property;
                }
            }
        }
    }

    // As for JSON: always, unless a condition says otherwise. What is null is left out anyway.
    private static bool IsIgnored(IPropertySymbol property) =>
        AttributeReader.Find(property, KnownTypes.JsonIgnoreAttribute) is { } ignore && ignore.Named("Condition", IgnoredAlways) == IgnoredAlways;
}
