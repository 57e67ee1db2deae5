using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators.Contracts;
using Resile.Generators.LoadBalancing;

namespace Resile.Analyzers.CodeFixes.Balancing;

/// <summary>Adds the parameters that a route asks for, and removes those that nothing may carry.</summary>
internal static class RouteParameters
{
    /// <summary>Adds the parameter of a route.</summary>
    public static Proposal? Add(Finding finding)
    {
        var name = finding.Fact(2);
        return finding is { Node: MethodDeclarationSyntax declaration, Method: { } method } && name.Length > 0
            && ParameterBinder.VerbsOf(method) is { Count: 1 } verbs && Parameters.Named(method, name) is null && ParameterBinder.RouteOf(verbs[0]) is { } route
                ? new Proposal($"Add the parameter '{name}'", Parameters.Add(declaration, method, $"{Routes.TypeOf(route, name)} {TypeNames.Identifier(name)}"))
                : null;
    }

    /// <summary>Removes a parameter whose header belongs to the connection.</summary>
    public static Proposal? RemoveHeader(Finding finding) =>
        finding.Node is ParameterSyntax parameter && finding.Fact(3).EndsWith("remove the parameter", StringComparison.Ordinal)
            ? new Proposal($"Remove '{parameter.Identifier.ValueText}'", Parameters.Remove(parameter))
            : null;
}
