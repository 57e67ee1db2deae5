using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Contracts;

/// <summary>Finds types that can be named only in a file with an <c>extern alias</c>, which no generated file has.</summary>
internal static class AliasedAssemblies
{
    // Nearly always empty, and asked for each type of each operation.
    private static readonly ConditionalWeakTable<Compilation, string[]> Known = new();

    /// <summary>Finds the first type that a contract or one of its members names and whose assembly is referenced under another name alone.</summary>
    /// <returns>Who names it, and the type; nulls where there is none.</returns>
    public static (ISymbol? Member, ITypeSymbol? Type) TypeNamedBy(INamedTypeSymbol contract)
    {
        if (contract.ContainingAssembly is not ISourceAssemblySymbol { Compilation: var compilation }
            || Known.GetValue(compilation, static each => Read(each)) is not { Length: > 0 } aliased)
        {
            return default;
        }

        return contract.AllInterfaces.Select(type => ((ISymbol)contract, Find(type, aliased)))
            .Concat(ContractMembers.ToImplement(contract).SelectMany(TypesOf, (member, type) => (member, Find(type, aliased))))
            .FirstOrDefault(static named => named.Item2 is not null);
    }

    private static IEnumerable<ITypeSymbol> TypesOf(ISymbol member) => member switch
    {
        IMethodSymbol method => method.Parameters.Select(static parameter => parameter.Type).Append(method.ReturnType),
        IPropertySymbol property => property.Parameters.Select(static parameter => parameter.Type).Append(property.Type),
        IEventSymbol @event => [@event.Type],
        _ => [],
    };

    private static ITypeSymbol? Find(ITypeSymbol type, string[] aliased) => type switch
    {
        IArrayTypeSymbol array => Find(array.ElementType, aliased),
        INamedTypeSymbol named => aliased.Contains(named.ContainingAssembly?.Identity.GetDisplayName())
            ? named
            : named.TypeArguments.Select(argument => Find(argument, aliased)).FirstOrDefault(static found => found is not null),
        _ => null,
    };

    private static string[] Read(Compilation compilation) =>
    [
        .. compilation.References.Where(static reference => !reference.Properties.Aliases.IsDefaultOrEmpty && !reference.Properties.Aliases.Contains(MetadataReferenceProperties.GlobalAlias))
            .Select(compilation.GetAssemblyOrModuleSymbol).OfType<IAssemblySymbol>().Select(static assembly => assembly.Identity.GetDisplayName()),
    ];
}
