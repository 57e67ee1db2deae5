using Microsoft.CodeAnalysis;
using Resile.Generators.Text;

namespace Resile.Generators.Contracts;

/// <summary>Turns the symbol of an interface into a model.</summary>
internal static class ContractParser
{
    /// <summary>Reads what every feature needs of a contract.</summary>
    /// <param name="contract">The interface that carries the attribute.</param>
    /// <param name="members">Its members, as the feature sees them.</param>
    /// <param name="refusal">Why the feature can generate nothing for it; null where it can.</param>
    public static ContractModel Parse(INamedTypeSymbol contract, ContractMembers members, Refusal? refusal) => new(
        contract.ContainingNamespace is { IsGlobalNamespace: false } space ? EscapedNamespace(space) : null,
        StemOf(contract),
        TypeNames.Plain(contract),
        TypeNames.Full(contract),
        TypeNames.Metadata(contract),
        IsVisibleOutside(contract),
        AttributeReader.IsObsolete(contract),
        WarningIds.Of(contract, members).ToEquatableArray(),
        (ContractRules.OfContract(contract) ?? refusal)?.ToString(),
        members.Refused.ToEquatableArray());

    /// <summary>Gets the name that generated types, methods and configuration sections begin with.</summary>
    public static string StemOf(INamedTypeSymbol contract)
    {
        var name = contract.Name;
        var stem = name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]) ? name.Substring(1) : name;
        return contract.ContainingType is { } container ? StemOf(container) + stem : stem;
    }

    /// <summary>Tells whether other assemblies see a type.</summary>
    public static bool IsVisibleOutside(INamedTypeSymbol type) =>
        type.DeclaredAccessibility == Accessibility.Public && (type.ContainingType is null || IsVisibleOutside(type.ContainingType));

    private static string EscapedNamespace(INamespaceSymbol space) =>
        space.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat
            .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));
}
