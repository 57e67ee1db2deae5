using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.LoadBalancing;

namespace Resile.Analyzers.CodeFixes.Edits;

/// <summary>Edits of routes.</summary>
internal static class Routes
{
    private static readonly (string Constraint, string Type)[] TypesOf =
        [("int", "int"), ("long", "long"), ("decimal", "decimal"), ("double", "double"), ("float", "float"), ("bool", "bool"), ("guid", "System.Guid"), ("datetime", "System.DateTime")];

    /// <summary>Finds where the route of an operation is written out.</summary>
    public static AttributeArgumentSyntax? ArgumentOf(Finding finding)
    {
        if (finding.Method is not { } method || ParameterBinder.VerbsOf(method) is not { Count: 1 } verbs || Finding.SyntaxOf(verbs[0]) is not { } attribute)
        {
            return null;
        }

        return attribute.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == "route")
            ?? Attributes.Positional(attribute, verbs[0].ConstructorArguments.Length - 1);
    }

    /// <summary>Reads the route that a person meant; null where that is not plain.</summary>
    public static string? Meant(string text)
    {
        var route = text.Trim().Replace('\\', '/');
        route = Regex.Replace(route, @"\{\*(?!\*)", "{**");
        route = Regex.Replace(route, @"\{\s*(?<name>[^{}?=]*?)\s*(\?|=[^{}]*)\}", "{${name}}");
        var query = Regex.Match(route, @"\?[^/{}]*(=\{[^{}]*\}[^/{}]*)*$");
        route = "/" + (query.Success ? route.Substring(0, query.Index) : route).TrimStart('/');
        route = Regex.Replace(route, @"\{(?<name>[^{}/]*)(?=/|$)", "{${name}}");
        route = Regex.Replace(route, "/{2,}", "/");
        return route != text && RouteTemplate.Parse(route).Complaint is null ? route : null;
    }

    /// <summary>Writes a route without the segment that a parameter fills.</summary>
    public static string? Without(string text, string parameter)
    {
        var segment = "/" + "{" + (RouteTemplate.Parse(text).Parts.Any(part => part.IsRest && part.Text == parameter) ? "**" : "") + parameter;
        var route = string.Concat(text.Substring(1).Split('/').Select(static each => "/" + each)
            .Where(each => !each.StartsWith(segment + "}", StringComparison.Ordinal) && !each.StartsWith(segment + ":", StringComparison.Ordinal)));
        route = route.Length == 0 ? "/" : route;
        return route != text && RouteTemplate.Parse(route) is { Complaint: null } template && !template.Parameters.Contains(parameter) ? route : null;
    }

    /// <summary>Finds the type that a parameter of a route has, from what it lets through.</summary>
    public static string TypeOf(string text, string parameter)
    {
        var constraints = RouteTemplate.Parse(text).Parts.FirstOrDefault(part => part.IsParameter && part.Text == parameter)?.Constraint.Split(':');
        return TypesOf.FirstOrDefault(each => constraints?.Contains(each.Constraint) == true).Type ?? "string";
    }
}
