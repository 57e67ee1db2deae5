using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Messaging;
using Resile.Generators.Payloads;

namespace Resile.Generators.Upcasting;

/// <summary>An object of a message: a type of the user's, or the parameters of a method whose message the build writes.</summary>
/// <remarks>It holds symbols, so it lives only within one transform or one analyzer callback, never in a model.</remarks>
/// <param name="name">What it is called.</param>
/// <param name="type">The type; null where parameters are the message.</param>
/// <param name="members">Its members.</param>
internal sealed class PayloadShape(string name, INamedTypeSymbol? type, IReadOnlyList<ShapeMember> members)
{
    // The value of JsonIgnoreCondition.Always.
    private const int Always = 1;

    /// <summary>Gets what it is called.</summary>
    public string Name { get; } = name;

    /// <summary>Gets the type; null where parameters are the message.</summary>
    public INamedTypeSymbol? Type { get; } = type;

    /// <summary>Gets its members.</summary>
    public IReadOnlyList<ShapeMember> Members { get; } = members;

    /// <summary>Reads what a method sends.</summary>
    public static PayloadShape OfMessage(INamedTypeSymbol contract, IMethodSymbol method) => MessageNames.OwnMessage(method) is { } own
        ? OfType((INamedTypeSymbol)own.WithNullableAnnotation(NullableAnnotation.NotAnnotated))
        : new PayloadShape(
            MessageNames.RecordOf(contract, method),
            type: null,
            [
                .. method.Parameters.Where(static parameter => parameter.Name.Length > 0 && !TypeNames.Is(parameter.Type, KnownTypes.CancellationToken))
                    .Select(static parameter => new ShapeMember(JsonNames.Camel(MessageNames.PropertyOf(parameter.Name)), parameter.Type, parameter, parameter: null)),
            ]);

    /// <summary>Reads a type.</summary>
    public static PayloadShape OfType(INamedTypeSymbol type)
    {
        var parameters = type.InstanceConstructors.SelectMany(static constructor => constructor.Parameters).ToArray();
        var members = new List<ShapeMember>();
        for (INamedTypeSymbol? each = type; each is { SpecialType: SpecialType.None }; each = each.BaseType)
        {
            members.AddRange(each.GetMembers().OfType<IPropertySymbol>().Where(IsSerialized).Select(property => new ShapeMember(
                JsonNames.Of(property),
                property.Type,
                property,
                parameters.FirstOrDefault(parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase)))));
        }

        return new PayloadShape(type.Name, type, members);
    }

    /// <summary>Finds a member by its name as JSON.</summary>
    public ShapeMember? Find(string jsonName) =>
        Members.FirstOrDefault(member => string.Equals(member.JsonName, jsonName, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds the object among the values of a type: the type itself, or that of its items.</summary>
    /// <param name="type">The type of a member.</param>
    /// <param name="maps">How many levels of maps stand around it.</param>
    /// <returns>The type; null where it has no members of the user's.</returns>
    public static INamedTypeSymbol? ObjectIn(ITypeSymbol type, out int maps)
    {
        maps = 0;
        for (var depth = 0; depth < 8; depth++)
        {
            switch (type)
            {
                case IArrayTypeSymbol array:
                    type = array.ElementType;
                    break;
                case INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable:
                    type = nullable.TypeArguments[0];
                    break;
                case INamedTypeSymbol named when ValuesOf(named) is { } value:
                    (type, maps) = (value, maps + 1);
                    break;
                case INamedTypeSymbol { SpecialType: not SpecialType.System_String } named when ItemsOf(named) is { } item:
                    type = item;
                    break;
                case INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, SpecialType: SpecialType.None } named:
                    return MessageNames.IsOfTheSystem(named) || AttributeReader.Find(named, KnownTypes.JsonConverterAttribute) is not null
                        ? null
                        : (INamedTypeSymbol)named.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Finds the type of the values of a map; null where a type is none.</summary>
    public static ITypeSymbol? ValuesOf(INamedTypeSymbol type) =>
        All(type).FirstOrDefault(static each => TypeNames.Is(each, KnownTypes.DictionaryInterface) || TypeNames.Is(each, KnownTypes.ReadOnlyDictionary))?.TypeArguments[1];

    /// <summary>Finds the type of the items of a list; null where a type is none.</summary>
    public static ITypeSymbol? ItemsOf(INamedTypeSymbol type) =>
        All(type).FirstOrDefault(static each => TypeNames.Is(each, KnownTypes.Enumerable))?.TypeArguments[0];

    private static IEnumerable<INamedTypeSymbol> All(INamedTypeSymbol type) => type.AllInterfaces.Concat([type]);

    private static bool IsSerialized(IPropertySymbol property) =>
        property is { IsStatic: false, IsIndexer: false, IsOverride: false, GetMethod: not null }
        && (property.DeclaredAccessibility == Accessibility.Public || AttributeReader.Find(property, KnownTypes.JsonIncludeAttribute) is not null)
        && !(AttributeReader.Find(property, KnownTypes.JsonIgnoreAttribute) is { } ignore && ignore.Named("Condition", Always) == Always);
}
