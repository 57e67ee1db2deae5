using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Documents;

/// <summary>The contracts that a project declares.</summary>
/// <remarks>It holds symbols, so it lives only while documents are written.</remarks>
internal sealed class ProjectContracts
{
    private readonly List<INamedTypeSymbol> _types = [];

    private ProjectContracts(Compilation compilation) => Compilation = compilation;

    /// <summary>Gets the compilation.</summary>
    public Compilation Compilation { get; }

    /// <summary>Gets the name of the assembly.</summary>
    public string Name => Compilation.AssemblyName ?? "Assembly";

    /// <summary>Gets all the types that the project declares, by their names.</summary>
    public IReadOnlyList<INamedTypeSymbol> Types => _types;

    /// <summary>Finds them.</summary>
    public static ProjectContracts Of(Compilation compilation, CancellationToken cancellationToken)
    {
        var contracts = new ProjectContracts(compilation);
        contracts.Add(compilation.Assembly.GlobalNamespace, cancellationToken);
        contracts._types.Sort(static (one, other) => string.CompareOrdinal(TypeNames.Metadata(one), TypeNames.Metadata(other)));
        return contracts;
    }

    /// <summary>Lists the interfaces that carry an attribute.</summary>
    public IEnumerable<INamedTypeSymbol> With(string attribute) =>
        _types.Where(type => type.TypeKind == TypeKind.Interface && AttributeReader.Find(type, attribute) is not null);

    private void Add(INamespaceOrTypeSymbol container, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var member in container.GetMembers())
        {
            if (member is INamedTypeSymbol { Name.Length: > 0 } type)
            {
                _types.Add(type);
            }

            if (member is INamespaceOrTypeSymbol inner)
            {
                Add(inner, cancellationToken);
            }
        }
    }
}
