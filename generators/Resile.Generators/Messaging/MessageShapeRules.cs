using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.Messaging;

/// <summary>The rules of what messages carry: it has to come out of the JSON as it went in.</summary>
/// <remarks>What a converter of the user's writes is his affair, as are types that are declared elsewhere: whether a property of theirs is computed cannot be seen.</remarks>
internal static class MessageShapeRules
{
    private static readonly string[] Collections =
    [
        KnownTypes.Enumerable, KnownTypes.Collection, KnownTypes.ListInterface, KnownTypes.ReadOnlyCollection, KnownTypes.ReadOnlyList,
        KnownTypes.DictionaryInterface, KnownTypes.ReadOnlyDictionary, "System.Collections.Generic.ISet`1", "System.Collections.Generic.IReadOnlySet`1",
    ];

    private static readonly string[] Unwritable = ["System.Type", KnownTypes.CancellationToken, KnownTypes.Stream, KnownTypes.Exception, KnownTypes.Task, KnownTypes.TaskOfT];

    /// <summary>Lists what an operation's messages, and its answer, lose on their way.</summary>
    public static IEnumerable<Refusal> OfOperation(IMethodSymbol operation)
    {
        var seen = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        var found = new List<Refusal>();
        foreach (var parameter in operation.Parameters.Where(static parameter => !TypeNames.Is(parameter.Type as INamedTypeSymbol, KnownTypes.CancellationToken)))
        {
            OfValue(parameter, parameter.Type, $"{ContractRules.NameOf(operation)}({parameter.Name})", seen, found);
        }

        if (RequestRules.IsRequest(operation) && RequestRules.ResultOf(operation) is { } result)
        {
            OfValue(operation, result, ContractRules.NameOf(operation), seen, found);
        }

        return found;
    }

    private static void OfValue(ISymbol symbol, ITypeSymbol type, string name, HashSet<ITypeSymbol> seen, List<Refusal> found)
    {
        if (HasConverter(symbol) || HasConverter(type) || !seen.Add(type))
        {
            return;
        }

        var (complaint, remedy) = ComplaintOf(type);
        if (complaint is not null)
        {
            seen.Remove(type);
            found.Add(new Refusal(Descriptors.LostInMessage, symbol, name, complaint, remedy!));
            return;
        }

        switch (type)
        {
            case IArrayTypeSymbol array:
                OfValue(symbol, array.ElementType, name, seen, found);
                break;
            case INamedTypeSymbol named when named.TypeArguments.Length > 0 && MessageNames.IsOfTheSystem(named):
                foreach (var argument in named.TypeArguments)
                {
                    OfValue(symbol, argument, name, seen, found);
                }

                break;
            case INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, IsTupleType: false } named when IsDeclaredHere(named) && !MessageNames.IsOfTheSystem(named):
                OfMembers(named, seen, found);
                break;
        }
    }

    private static (string? Complaint, string? Remedy) ComplaintOf(ITypeSymbol type) => type switch
    {
        IDynamicTypeSymbol or { SpecialType: SpecialType.System_Object } => ("is an object, of which its reader gets JSON alone", "Give it a type"),
        IArrayTypeSymbol { Rank: > 1 } => ("is an array of several dimensions, which JSON does not have", "Use an array of arrays"),
        { TypeKind: TypeKind.Delegate or TypeKind.Pointer or TypeKind.FunctionPointer } or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } =>
            ($"is a '{type.ToDisplayString()}', which means nothing in another process", "Send what it stands for"),
        { TypeKind: TypeKind.Interface } when !Collections.Any(known => TypeNames.Is(type.OriginalDefinition, known)) =>
            ($"is the interface '{type.ToDisplayString()}', of which nobody can make an instance when it is read", "Use a class"),
        INamedTypeSymbol { TypeKind: TypeKind.Class, IsAbstract: true, IsStatic: false } when !Carries(type, "JsonDerivedTypeAttribute") =>
            ($"is the abstract class '{type.ToDisplayString()}', of which nobody can make an instance when it is read", "List what it can be by [JsonDerivedType], each with a name that stays"),
        INamedTypeSymbol when Unwritable.Any(known => TypeNames.Is(type.OriginalDefinition, known)) =>
            ($"is a '{type.ToDisplayString()}', which cannot be written as JSON", "Send what it stands for"),
        _ => (null, null),
    };

    private static void OfMembers(INamedTypeSymbol type, HashSet<ITypeSymbol> seen, List<Refusal> found)
    {
        var constructor = ConstructorOf(type, out var complaint);
        if (complaint is not null)
        {
            found.Add(new Refusal(Descriptors.LostInMessage, type, TypeNames.Plain(type), complaint, "Mark one of its constructors with [JsonConstructor]"));
            return;
        }

        for (var each = type; each is { SpecialType: SpecialType.None } && IsDeclaredHere(each); each = each.BaseType)
        {
            foreach (var member in each.GetMembers().Where(static member => member is { IsStatic: false, IsImplicitlyDeclared: false } && !Carries(member, "JsonIgnoreAttribute")))
            {
                OfMember(member, constructor, seen, found);
            }
        }
    }

    private static void OfMember(ISymbol member, IMethodSymbol? constructor, HashSet<ITypeSymbol> seen, List<Refusal> found)
    {
        var name = ContractRules.NameOf(member);
        if (member is IFieldSymbol { DeclaredAccessibility: Accessibility.Public } field && !Carries(field, "JsonIncludeAttribute"))
        {
            found.Add(new Refusal(Descriptors.LostInMessage, field, name, "is a field, which JSON leaves out", "Make it a property"));
        }
        else if (member is IPropertySymbol { IsIndexer: false, GetMethod.DeclaredAccessibility: Accessibility.Public } property && !Carries(property, "JsonExtensionDataAttribute"))
        {
            if (IsLost(property, constructor))
            {
                found.Add(new Refusal(
                    Descriptors.LostInMessage, property, name, "is written and not read: nothing can set it", "Give it an init accessor, or a parameter of the constructor"));
            }
            else if (property.SetMethod is not null || IsAutomatic(property))
            {
                OfValue(property, property.Type, name, seen, found);
            }
        }
    }

    // What is computed of the others needs not be read.
    private static bool IsLost(IPropertySymbol property, IMethodSymbol? constructor) => IsAutomatic(property)
        && property.SetMethod is not { DeclaredAccessibility: Accessibility.Public }
        && !Carries(property, "JsonIncludeAttribute") && !Carries(property, "JsonObjectCreationHandlingAttribute") && !Carries(property.ContainingType, "JsonObjectCreationHandlingAttribute")
        && !property.IsOverride && constructor?.Parameters.Any(parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase)) != true;

    private static IMethodSymbol? ConstructorOf(INamedTypeSymbol type, out string? complaint)
    {
        var all = type.InstanceConstructors;
        var open = all.Where(static constructor => constructor.DeclaredAccessibility == Accessibility.Public).ToArray();
        var chosen = all.FirstOrDefault(static constructor => Carries(constructor, "JsonConstructorAttribute"))
            ?? open.FirstOrDefault(static constructor => constructor.Parameters.Length == 0)
            ?? (open.Length == 1 ? open[0] : null);
        complaint = chosen is not null || type.TypeKind == TypeKind.Struct || type.IsAbstract ? null
            : open.Length > 1 ? "has several public constructors, so none is used when it is read"
            : "has no public constructor to be made by when it is read";
        return chosen;
    }

    private static bool IsDeclaredHere(INamedTypeSymbol type) => type.Locations.Any(static place => place.IsInSource);

    private static bool IsAutomatic(IPropertySymbol property) => property.ContainingType.GetMembers().Any(member =>
        member is IFieldSymbol { AssociatedSymbol: { } associated } && SymbolEqualityComparer.Default.Equals(associated, property));

    private static bool HasConverter(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            for (var type = attribute.AttributeClass; type is not null; type = type.BaseType)
            {
                if (type.Name == "JsonConverterAttribute")
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Carries(ISymbol symbol, string attribute) => symbol.GetAttributes().Any(each => each.AttributeClass?.Name == attribute
        && TypeNames.Namespace(each.AttributeClass.ContainingNamespace) == "System.Text.Json.Serialization");
}
