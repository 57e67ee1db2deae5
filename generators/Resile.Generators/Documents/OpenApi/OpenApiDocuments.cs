using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Documents.Compositions;

namespace Resile.Generators.Documents.OpenApi;

/// <summary>The documents of the contracts that travel over HTTP, one each: that is what one server answers to, whatever else the project has.</summary>
internal static class OpenApiDocuments
{
    /// <summary>Writes them.</summary>
    public static IEnumerable<Document> Of(ProjectContracts project, Composition composition, CancellationToken cancellationToken)
    {
        // Those it declares, and those of its references that it serves.
        var served = new HashSet<ISymbol>(composition.Registrations.Where(static each => each.Kind == PartKind.Map).Select(static each => each.Subject), SymbolEqualityComparer.Default);
        var contracts = project.Known.Where(contract => AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute) is not null
            && (project.Declares(contract) || served.Contains(contract))).ToArray();
        foreach (var contract in contracts)
        {
            if (OpenApiDocument.Of(contract, cancellationToken) is { } text)
            {
                yield return new Document($"{project.Name}.{ProjectContracts.NameIn(contracts, contract)}.openapi.json", text);
            }
        }
    }
}
