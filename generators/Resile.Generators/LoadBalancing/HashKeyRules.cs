using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.LoadBalancing;

/// <summary>The rules of <c>[HashKey]</c>: what can decide which endpoint gets a call.</summary>
internal static class HashKeyRules
{
    // The policies that look at a key, as options name them.
    private static readonly string[] HashingPolicies = ["Rendezvous", "Maglev"];

    /// <summary>Tells whether a parameter is marked.</summary>
    public static bool IsKey(IParameterSymbol parameter) => AttributeReader.Find(parameter, KnownTypes.HashKeyAttribute) is not null;

    /// <summary>Writes the value that is hashed.</summary>
    /// <param name="type">The type of the parameter.</param>
    /// <param name="name">The parameter, as code names it.</param>
    public static string ValueOf(ITypeSymbol type, string name) => WithoutNull(type).TypeKind != TypeKind.Enum ? name
        : type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? $"unchecked((long?){name})" : $"unchecked((long){name})";

    /// <summary>Finds why the keys of an operation cannot be hashed.</summary>
    public static Refusal? OfOperation(IMethodSymbol operation)
    {
        var keys = operation.Parameters.Where(IsKey).ToArray();
        return keys.Length > 1
            ? new Refusal(Descriptors.OneHashKey, keys[1], ContractRules.NameOf(operation), keys[0].Name, keys[1].Name)
            : keys.Length == 1 && !IsHashable(keys[0].Type)
            ? new Refusal(Descriptors.NotHashable, keys[0], ContractRules.NameOf(operation), keys[0].Name, keys[0].Type.ToDisplayString())
            : null;
    }

    /// <summary>Finds out that a contract asks for a policy that looks at keys, and has none.</summary>
    public static Refusal? OfContract(INamedTypeSymbol contract, string? policy) =>
        HashingPolicies.Contains(policy, StringComparer.OrdinalIgnoreCase)
        && !ContractMembers.ToImplement(contract).OfType<IMethodSymbol>().Any(static method => method.Parameters.Any(IsKey))
            ? new Refusal(Descriptors.NoHashKey, contract, TypeNames.Plain(contract), policy!)
            : null;

    private static bool IsHashable(ITypeSymbol type)
    {
        var value = WithoutNull(type);
        return value.SpecialType == SpecialType.System_String || value.TypeKind == TypeKind.Enum
            || value.AllInterfaces.Any(static implemented => TypeNames.Is(implemented, KnownTypes.SpanFormattable));
    }

    private static ITypeSymbol WithoutNull(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
}
