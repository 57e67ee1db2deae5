using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.LoadBalancing;

namespace Resile.Analyzers.CodeFixes.Balancing;

/// <summary>Lets parameters travel elsewhere, or as something else.</summary>
internal static class Places
{
    /// <summary>Sends in the query what cannot be a body beside another, or under its verb.</summary>
    public static Proposal? BodiesIntoQuery(Finding finding)
    {
        if (finding.Method is not { } method || ParameterBinder.VerbsOf(method) is not { Count: 1 } verbs)
        {
            return null;
        }

        var bodies = method.Parameters.Where(static parameter => AttributeReader.Find(parameter, KnownTypes.BodyAttribute) is not null)
            .Skip(CarriesBody(verbs[0]) ? 1 : 0).ToArray();
        return bodies.Length == 0 || !bodies.All(static parameter => new BoundParameter(parameter).Form.IsSimple) ? null
            : Move(finding, bodies, KnownTypes.BodyAttribute, KnownTypes.QueryAttribute, $"Send '{string.Join("' and '", bodies.Select(static body => body.Name))}' in the query");
    }

    /// <summary>Sends as the body what is no text.</summary>
    public static Proposal? IntoBody(Finding finding)
    {
        if (finding is not { Node: ParameterSyntax syntax, Symbol: IParameterSymbol parameter, Method: { } method }
            || ParameterBinder.VerbsOf(method) is not { Count: 1 } verbs || !CarriesBody(verbs[0]) || finding.Fact(3) is not ("query" or "header"))
        {
            return null;
        }

        var route = RouteTemplate.Parse(ParameterBinder.RouteOf(verbs[0]));
        var isTaken = ParameterBinder.Bind(method, ParameterBinder.VerbOf(verbs[0]), route)
            .Any(static bound => bound.Place is ArgumentPlace.Body or ArgumentPlace.Form or ArgumentPlace.Part);
        var title = $"Send '{parameter.Name}' as the body";
        return isTaken ? null
            : Move(finding, [parameter], KnownTypes.QueryAttribute, KnownTypes.BodyAttribute, title)
            ?? Move(finding, [parameter], KnownTypes.HeaderAttribute, KnownTypes.BodyAttribute, title)
            ?? (Attributes.Add(finding, syntax, KnownTypes.BodyAttribute) is { } edits ? new Proposal(title, edits) : null);
    }

    /// <summary>Sends a list in the query, where it can stand.</summary>
    public static Proposal? ListIntoQuery(Finding finding) =>
        finding.Symbol is IParameterSymbol parameter && new BoundParameter(parameter).Form is { IsSimple: true, IsCollection: true }
            ? Move(finding, [parameter], KnownTypes.HeaderAttribute, KnownTypes.QueryAttribute, $"Send '{parameter.Name}' in the query")
            : null;

    /// <summary>Takes no null where a path would have a hole.</summary>
    public static Proposal? WithoutNull(Finding finding) =>
        finding is { Node: ParameterSyntax { Type: NullableTypeSyntax type, Default: null }, Symbol: IParameterSymbol { Type.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } }
        && finding.Fact(3) == "route"
            ? new Proposal($"Take '{type.ElementType}'", new TextEdit(type.SyntaxTree, type.QuestionToken.Span, ""))
            : null;

    /// <summary>Sends or returns bytes, of which a copy can be made, instead of a stream.</summary>
    public static Proposal? StreamToBytes(Finding finding)
    {
        var type = finding.Symbol is IParameterSymbol parameter && TypeNames.Is(parameter.Type, KnownTypes.Stream) ? (finding.Node as ParameterSyntax)?.Type
            : TypeNames.Is(Types.ResultOf(finding.Symbol as IMethodSymbol), KnownTypes.Stream) ? Types.Argument((finding.Node as MethodDeclarationSyntax)?.ReturnType)
            : null;
        return type is null ? null : new Proposal("Use 'byte[]'", Lines.Replace(type, "byte[]"));
    }

    private static Proposal? Move(Finding finding, IReadOnlyCollection<IParameterSymbol> parameters, string from, string to, string title)
    {
        var edits = parameters.Select(parameter => Finding.AttributeOf(parameter, from) is { } attribute ? Attributes.Replace(finding, attribute, to, "") : null).ToArray();
        return edits.Contains(null) ? null : new Proposal(title, [.. edits.SelectMany(static each => each!)]);
    }

    private static bool CarriesBody(AttributeData verb) => ParameterBinder.VerbOf(verb) is not ("GET" or "DELETE" or "HEAD" or "OPTIONS");
}
