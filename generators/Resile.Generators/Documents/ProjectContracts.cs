using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Documents;

/// <summary>The contracts that a project declares.</summary>
/// <remarks>It holds symbols, so it lives only while documents are written.</remarks>
internal sealed class ProjectContracts
{
    private const string Abstractions = "Resile.Abstractions";

    private static readonly string[] Attributes = [KnownTypes.LoadBalancedAttribute, KnownTypes.AutoRecoverAttribute, KnownTypes.DurableMessageAttribute];

    private readonly List<INamedTypeSymbol> _types = [];

    private readonly List<INamedTypeSymbol> _known = [];

    private ProjectContracts(Compilation compilation) => Compilation = compilation;

    /// <summary>Gets the compilation.</summary>
    public Compilation Compilation { get; }

    /// <summary>Gets the name of the assembly.</summary>
    public string Name => Compilation.AssemblyName ?? "Assembly";

    /// <summary>Gets the version of the assembly, as documents have it.</summary>
    public string Version => Compilation.Assembly.Identity.Version.ToString(3);

    /// <summary>Gets all the types that the project declares, by their names.</summary>
    public IReadOnlyList<INamedTypeSymbol> Types => _types;

    /// <summary>Gets the contracts and supervisors that the project declares or its references do.</summary>
    public IReadOnlyList<INamedTypeSymbol> Known => _known;

    /// <summary>Finds them.</summary>
    public static ProjectContracts Of(Compilation compilation, CancellationToken cancellationToken)
    {
        var contracts = new ProjectContracts(compilation);
        AddTypes(contracts._types, compilation.Assembly.GlobalNamespace, cancellationToken);
        contracts._known.AddRange(contracts._types.Where(IsContract));
        foreach (var reference in compilation.SourceModule.ReferencedAssemblySymbols.Where(UsesResile))
        {
            var types = new List<INamedTypeSymbol>();
            AddTypes(types, reference.GlobalNamespace, cancellationToken);
            contracts._known.AddRange(types.Where(IsContract));
        }

        contracts._types.Sort(ByName);
        contracts._known.Sort(ByName);
        return contracts;
    }

    /// <summary>Tells whether the project declares a type, and no reference of it does.</summary>
    public bool Declares(INamedTypeSymbol type) => SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, Compilation.Assembly);

    /// <summary>Lists the interfaces that carry an attribute.</summary>
    public IEnumerable<INamedTypeSymbol> With(string attribute) =>
        _types.Where(type => type.TypeKind == TypeKind.Interface && AttributeReader.Find(type, attribute) is not null);

    /// <summary>Names a contract among others: without its <c>I</c>, and by its whole name where another one has that.</summary>
    public static string NameIn(IEnumerable<INamedTypeSymbol> contracts, INamedTypeSymbol contract)
    {
        var stem = ContractParser.StemOf(contract);
        return contracts.Count(each => string.Equals(ContractParser.StemOf(each), stem, StringComparison.OrdinalIgnoreCase)) == 1
            ? stem
            : TypeNames.Metadata(contract).Replace('+', '.');
    }

    private static int ByName(INamedTypeSymbol one, INamedTypeSymbol other) => string.CompareOrdinal(TypeNames.Metadata(one), TypeNames.Metadata(other));

    private static bool IsContract(INamedTypeSymbol type) => type.TypeKind == TypeKind.Interface
        ? Attributes.Any(attribute => AttributeReader.Find(type, attribute) is not null)
        : type.TypeKind == TypeKind.Class && Supervision.SupervisorNode.AttributeOf(type) is not null;

    private static bool UsesResile(IAssemblySymbol assembly) => assembly.Modules.Any(static module => module.ReferencedAssemblies.Any(static reference => reference.Name == Abstractions))
        && !assembly.Name.StartsWith("Resile.", StringComparison.Ordinal) && assembly.Name != "Resile";

    private static void AddTypes(List<INamedTypeSymbol> types, INamespaceOrTypeSymbol container, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var member in container.GetMembers())
        {
            if (member is INamedTypeSymbol { Name.Length: > 0 } type)
            {
                types.Add(type);
            }

            if (member is INamespaceOrTypeSymbol inner)
            {
                AddTypes(types, inner, cancellationToken);
            }
        }
    }
}
