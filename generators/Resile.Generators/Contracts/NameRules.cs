using Microsoft.CodeAnalysis;
using Resile.Generators.Diagnostics;
using Resile.Generators.Text;

namespace Resile.Generators.Contracts;

/// <summary>The rule that each generated type has a name of its own.</summary>
internal static class NameRules
{
    /// <summary>Finds a type that has a name which the code of a contract needs.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="attribute">The metadata name of the attribute that generates the code.</param>
    /// <param name="names">The names of the types that it generates.</param>
    public static Refusal? OfContract(INamedTypeSymbol contract, string attribute, params string[] names)
    {
        var owner = TwinOf(contract, attribute) ?? names.Select(name => TypeNamed(contract, name)).FirstOrDefault(static type => type is not null);
        return owner is null
            ? null
            : new Refusal(Descriptors.NameTaken, contract, TypeNames.Plain(contract), names[0], TypeNames.Plain(owner));
    }

    /// <summary>Finds a type beside a contract that has a name which generated code needs.</summary>
    public static INamedTypeSymbol? TypeNamed(INamedTypeSymbol contract, string name) =>
        contract.ContainingNamespace.GetTypeMembers(name, 0).FirstOrDefault(static type => !type.IsFileLocal && !IsGenerated(type));

    // An analyzer sees the project with what was generated for it, which is not in its own way.
    private static bool IsGenerated(INamedTypeSymbol type) =>
        AttributeReader.Find(type, KnownTypes.GeneratedCodeAttribute).Argument<string>(0) == GeneratedFile.Tool;

    // IOrders and Orders give the same names, and so may a nested contract: the one with the I keeps them, whatever the order of the files.
    private static INamedTypeSymbol? TwinOf(INamedTypeSymbol contract, string attribute)
    {
        var stem = ContractParser.StemOf(contract);
        foreach (var name in new[] { "I" + stem, stem })
        {
            var other = TypeNamed(contract, name);
            if (SymbolEqualityComparer.Default.Equals(other, contract))
            {
                return null;
            }

            if (other is { TypeKind: TypeKind.Interface } && ContractParser.StemOf(other) == stem && AttributeReader.Find(other, attribute) is not null)
            {
                return other;
            }
        }

        return null;
    }
}
