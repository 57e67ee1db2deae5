using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Analyzers.Registrations;

/// <summary>Finds the contracts that the generated methods of registration were made for. Lives as long as a compilation is looked at.</summary>
internal sealed class ContractDirectory
{
    private static readonly string[] Attributes = [KnownTypes.LoadBalancedAttribute, KnownTypes.AutoRecoverAttribute, KnownTypes.DurableMessageAttribute];

    private readonly ConcurrentDictionary<ISymbol, ILookup<string, INamedTypeSymbol>> _contracts = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, HashSet<ISymbol>> _implemented = new(SymbolEqualityComparer.Default);

    /// <summary>Tells whether the generator wrote a method that adds to a section, or maps.</summary>
    /// <param name="method">The method.</param>
    /// <param name="section">The metadata name of its first parameter's type.</param>
    public static bool IsRegistration(IMethodSymbol method, string section)
    {
        var whole = method.ReducedFrom ?? method;
        return whole.Parameters.Length > 0 && TypeNames.Is(whole.Parameters[0].Type, section)
            && AttributeReader.Find(whole.ContainingType, KnownTypes.GeneratedCodeAttribute).Argument<string>(0) == GeneratedFile.Tool;
    }

    /// <summary>Finds the contract that a generated method is named after.</summary>
    /// <param name="method">The method.</param>
    /// <param name="prefix">What stands before the name.</param>
    /// <param name="suffix">What stands behind it.</param>
    /// <param name="attribute">The attribute that the contract carries.</param>
    /// <returns>Null where no contract, or more than one, has that name.</returns>
    public INamedTypeSymbol? Find(IMethodSymbol method, string prefix, string suffix, string attribute)
    {
        var name = method.Name;
        if (name.Length <= prefix.Length + suffix.Length || !name.StartsWith(prefix, StringComparison.Ordinal) || !name.EndsWith(suffix, StringComparison.Ordinal))
        {
            return null;
        }

        var stem = name.Substring(prefix.Length, name.Length - prefix.Length - suffix.Length);
        var found = _contracts.GetOrAdd(method.ContainingAssembly, static assembly => TypesOf(((IAssemblySymbol)assembly).GlobalNamespace)
                .Where(static type => type.TypeKind == TypeKind.Interface && Attributes.Any(known => AttributeReader.Find(type, known) is not null))
                .ToLookup(ContractParser.StemOf, StringComparer.Ordinal))[stem]
            .Where(contract => AttributeReader.Find(contract, attribute) is not null).Take(2).ToArray();
        return found.Length == 1 ? found[0] : null;
    }

    /// <summary>Tells whether a class of an assembly, that is not generated, implements an interface.</summary>
    public bool IsImplemented(IAssemblySymbol assembly, INamedTypeSymbol type) => _implemented.GetOrAdd(assembly, static each => new HashSet<ISymbol>(
        TypesOf(((IAssemblySymbol)each).GlobalNamespace)
            .Where(static type => type.TypeKind is TypeKind.Class or TypeKind.Struct && AttributeReader.Find(type, KnownTypes.GeneratedCodeAttribute) is null)
            .SelectMany(static type => type.AllInterfaces), SymbolEqualityComparer.Default)).Contains(type);

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamedTypeSymbol type)
            {
                yield return type;
            }

            if (member is INamespaceOrTypeSymbol inner)
            {
                foreach (var nested in TypesOf(inner))
                {
                    yield return nested;
                }
            }
        }
    }
}
