using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Fakes;

/// <summary>Turns a class that carries <c>[Fake]</c> into a model.</summary>
internal static class FakeParser
{
    /// <summary>Reads the class.</summary>
    /// <returns>Null where nothing can be generated for it.</returns>
    public static FakeModel? Parse(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        if (type.Name.Length == 0 || FakeRules.OfType(type) is not null)
        {
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var methods = Missing(type).ToList();
        var names = new OperationNames(type, methods);
        return new FakeModel(
            type.ContainingNamespace.IsGlobalNamespace ? null : TypeNames.Plain(type.ContainingNamespace),
            $"partial {(type.IsRecord ? "record" : "class")} {TypeNames.Identifier(type.Name)}",
            type.Name,
            TypeNames.Metadata(type),
            type.DeclaredAccessibility == Accessibility.Public && type.AllInterfaces.All(IsPublic) ? "public" : "internal",
            methods.Select(method => OperationParser.Parse(type, method, names) with { IsExplicit = true }).ToEquatableArray());
    }

    // What cannot be faked, as a property, is left to the class; the compiler says so.
    private static IEnumerable<IMethodSymbol> Missing(INamedTypeSymbol type) => type.AllInterfaces
        .SelectMany(static implemented => implemented.GetMembers())
        .OfType<IMethodSymbol>()
        .Where(method => method is { IsAbstract: true, IsStatic: false, AssociatedSymbol: null } && ContractRules.OfMember(method) is null
            && type.FindImplementationForInterfaceMember(method) is null);

    private static bool IsPublic(INamedTypeSymbol type) =>
        type.DeclaredAccessibility == Accessibility.Public && (type.ContainingType is null || IsPublic(type.ContainingType));
}
