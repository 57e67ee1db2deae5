using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.LoadBalancing;

namespace Resile.Generators.Messaging;

/// <summary>The rules of <c>[OrderingKey]</c>: what can give messages their order.</summary>
internal static class OrderingKeyRules
{
    /// <summary>Finds why the key of an operation is none.</summary>
    public static Refusal? OfOperation(IMethodSymbol operation)
    {
        var keys = KeysOf(operation);
        var name = ContractRules.NameOf(operation);
        if (keys.Count > 1)
        {
            return new Refusal(Descriptors.OneOrderingKey, keys[1].Marked, name, keys[0].Name, keys[1].Name);
        }

        if (keys.Count == 0)
        {
            return MethodAttributeOf(operation) is { } attribute && attribute.Named<int>("OnFailure") != 0
                ? new Refusal(Descriptors.FailureWithoutOrder, operation, name)
                : null;
        }

        return keys[0] is { Type: null } missing
            ? new Refusal(Descriptors.BadOrderingKey, missing.Marked, name, missing.Name, "is no property of the message that can be read")
            : keys[0] is { Type: { } type } key && !IsKey(type)
            ? new Refusal(Descriptors.BadOrderingKey, key.Marked, name, key.Name, $"is a '{type.ToDisplayString()}', which has no text that is the same everywhere")
            : keys[0].IsSecret
            ? new Refusal(Descriptors.SecretOrderingKey, keys[0].Marked, name, keys[0].Name)
            : null;
    }

    /// <summary>Writes the expression that reads the key of <c>message</c>.</summary>
    /// <returns>The expression; null where messages have no order.</returns>
    public static string? Read(IMethodSymbol operation) => KeysOf(operation) is { Count: 1 } keys && keys[0] is { Type: { } type } key
        ? HashKeyRules.ValueOf(type, "message." + TypeNames.Identifier(key.Name))
        : null;

    /// <summary>Finds the first key of an operation, by the name of its property; null where it has none.</summary>
    public static (string Name, ITypeSymbol? Type)? KeyOf(IMethodSymbol operation) => KeysOf(operation) is { Count: > 0 } keys ? (keys[0].Name, keys[0].Type) : null;

    /// <summary>Finds the attribute that says what kind of message a method sends.</summary>
    public static AttributeData? MethodAttributeOf(IMethodSymbol operation) =>
        AttributeReader.Find(operation, KnownTypes.EventAttribute) ?? AttributeReader.Find(operation, KnownTypes.CommandAttribute);

    private static List<Key> KeysOf(IMethodSymbol operation)
    {
        var message = MessageNames.OwnMessage(operation);
        var keys = new List<Key>();
        foreach (var parameter in operation.Parameters)
        {
            if (AttributeReader.Find(parameter, KnownTypes.OrderingKeyAttribute) is { } attribute)
            {
                keys.Add(message is null
                    ? new Key(MessageNames.PropertyOf(parameter.Name), parameter.Type, parameter, IsMarked(parameter, KnownTypes.SecretAttribute))
                    : Member(message, attribute.Argument<string>(0), parameter));
            }
        }

        return message is null || keys.Count > 0 ? keys : [.. MarkedMembers(message, operation)];
    }

    private static Key Member(INamedTypeSymbol message, string? name, ISymbol marked) =>
        name is not null && Properties(message).FirstOrDefault(property => property.Name == name) is { } property
            ? new Key(name, property.Type, marked, Carries(property, KnownTypes.SecretAttribute))
            : new Key(name ?? "", Type: null, marked, IsSecret: false);

    private static IEnumerable<Key> MarkedMembers(INamedTypeSymbol message, ISymbol marked) => Properties(message)
        .Where(static property => Carries(property, KnownTypes.OrderingKeyAttribute))
        .Select(property => new Key(property.Name, property.Type, marked, Carries(property, KnownTypes.SecretAttribute)));

    // On a positional record the attribute may stand on the parameter that the property is made of.
    private static bool Carries(IPropertySymbol property, string attribute) => IsMarked(property, attribute)
        || property.ContainingType.InstanceConstructors.SelectMany(static constructor => constructor.Parameters)
            .Any(parameter => parameter.Name == property.Name && IsMarked(parameter, attribute));

    private static bool IsMarked(ISymbol symbol, string attribute) => AttributeReader.Find(symbol, attribute) is not null;

    private static IEnumerable<IPropertySymbol> Properties(INamedTypeSymbol message)
    {
        for (INamedTypeSymbol? type = message; type is not null; type = type.BaseType)
        {
            foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
            {
                if (property is { IsStatic: false, IsIndexer: false, GetMethod.DeclaredAccessibility: Accessibility.Public or Accessibility.Internal, IsOverride: false })
                {
                    yield return property;
                }
            }
        }
    }

    private static bool IsKey(ITypeSymbol type)
    {
        var value = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
        return value.SpecialType == SpecialType.System_String || value.TypeKind == TypeKind.Enum
            || value.AllInterfaces.Any(static implemented => TypeNames.Is(implemented, KnownTypes.Formattable));
    }

    private sealed record Key(string Name, ITypeSymbol? Type, ISymbol Marked, bool IsSecret);
}
