using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Supervision;

/// <summary>Finds the supervisors that a project declares.</summary>
internal static class ProjectSupervisors
{
    /// <summary>Reads them, by their names, so that the order of the files does not matter.</summary>
    public static IReadOnlyList<SupervisorNode> Of(Compilation compilation, CancellationToken cancellationToken) =>
    [
        .. TypesOf(compilation.Assembly.GlobalNamespace, cancellationToken)
            .Select(SupervisorNode.Read).OfType<SupervisorNode>()
            .OrderBy(static supervisor => TypeNames.Plain(supervisor.Type), StringComparer.Ordinal),
    ];

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceSymbol space, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return space.GetTypeMembers().Where(static type => type.TypeKind == TypeKind.Class)
            .Concat(space.GetNamespaceMembers().SelectMany(each => TypesOf(each, cancellationToken)));
    }
}
