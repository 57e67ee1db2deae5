using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.LoadBalancing;

/// <summary>Decides where each parameter of an operation travels.</summary>
/// <remarks>
/// Where its attribute says; else into the route, if that names it; else the only complex parameter of a POST, PUT or
/// PATCH is the body, and the others go into the query.
/// </remarks>
internal static class ParameterBinder
{
    // By their names, not by what they derive from: nobody can write another, and while somebody tries there may be anything.
    private static readonly KeyValuePair<string, string>[] Verbs =
    [
        new(KnownTypes.GetAttribute, "GET"), new(KnownTypes.PostAttribute, "POST"), new(KnownTypes.PutAttribute, "PUT"),
        new(KnownTypes.PatchAttribute, "PATCH"), new(KnownTypes.DeleteAttribute, "DELETE"), new(KnownTypes.HeadAttribute, "HEAD"), new(KnownTypes.OptionsAttribute, "OPTIONS"), new(KnownTypes.SendAttribute, ""),
    ];

    // By the values of CollectionFormat, of which the first needs no separator.
    private static readonly string?[] Separators = [null, ",", " ", "\t", "|"];

    /// <summary>Finds the attributes that give a method its verb.</summary>
    public static IReadOnlyList<AttributeData> VerbsOf(IMethodSymbol method) =>
        [.. method.GetAttributes().Where(static attribute => Verbs.Any(verb => TypeNames.Is(attribute.AttributeClass, verb.Key)))];

    /// <summary>Gets the verb that an attribute stands for, or names.</summary>
    public static string VerbOf(AttributeData attribute) => Verbs.First(verb => TypeNames.Is(attribute.AttributeClass, verb.Key)).Value is { Length: > 0 } verb
        ? verb
        : attribute.Argument<string>(0) ?? "";

    /// <summary>Gets the template of the route that stands beside a verb.</summary>
    public static string? RouteOf(AttributeData attribute) => attribute.Argument<string>(TypeNames.Is(attribute.AttributeClass, KnownTypes.SendAttribute) ? 1 : 0);

    /// <summary>Tells what is wrong with a verb that an attribute names: the rest of a sentence, or null.</summary>
    public static string? ComplaintOfVerb(AttributeData attribute) => !TypeNames.Is(attribute.AttributeClass, KnownTypes.SendAttribute) ? null
        : VerbOf(attribute) is not { Length: > 0 } name || name.Any(static letter => letter is not ((>= 'A' and <= 'Z') or '-')) ? ", which is no verb"
        : name is "CONNECT" or "TRACE" ? ", which clients do not send"
        : Verbs.Any(verb => verb.Value == name) ? ", which has an attribute"
        : null;

    /// <summary>Decides for every parameter but the cancellation token.</summary>
    public static IReadOnlyList<BoundParameter> Bind(IMethodSymbol method, string verb, RouteTemplate route)
    {
        var parameters = method.Parameters.Where(static parameter => !TypeNames.Is(parameter.Type, KnownTypes.CancellationToken))
            .Select(static parameter => new BoundParameter(parameter)).ToArray();
        var hasForm = parameters.Any(static parameter => Declared(parameter.Symbol) is { Key: ArgumentPlace.Form or ArgumentPlace.Part });
        var bodies = parameters.Where(parameter => Declared(parameter.Symbol) is { } declared
            ? declared.Key == ArgumentPlace.Body
            : !hasForm && route.ParameterNamed(parameter.Symbol.Name) is null && !parameter.Form.IsSimple).ToArray();
        var body = verb is not ("GET" or "DELETE" or "HEAD" or "OPTIONS") && bodies.Length == 1 ? bodies[0] : null;
        foreach (var parameter in parameters)
        {
            (parameter.Place, parameter.WireName) = PlaceOf(parameter.Symbol, route, parameter == body);
            parameter.DeclaredName = Declared(parameter.Symbol)?.Value;
            parameter.IsDeclared = Declared(parameter.Symbol) is not null;
            parameter.ContentType = AttributeReader.Find(parameter.Symbol, KnownTypes.BodyAttribute).Argument<string>(0);
            var query = AttributeReader.Find(parameter.Symbol, KnownTypes.QueryAttribute);
            parameter.Format = query.Named<string>("Format");
            parameter.Separator = query.Named<int>("Collection") is > 0 and var format && format < Separators.Length ? Separators[format] : null;
        }

        return parameters;
    }

    /// <summary>Puts every parameter but the cancellation token into a row.</summary>
    public static IReadOnlyList<BoundParameter> Row(IMethodSymbol method) =>
        [.. method.Parameters.Where(static parameter => !TypeNames.Is(parameter.Type, KnownTypes.CancellationToken))
            .Select(static parameter => new BoundParameter(parameter) { Place = ArgumentPlace.Frame, WireName = parameter.Name })];

    private static (ArgumentPlace Place, string Name) PlaceOf(IParameterSymbol parameter, RouteTemplate route, bool isBody)
    {
        if (Declared(parameter) is { } declared)
        {
            return (declared.Key, declared.Value ?? parameter.Name);
        }

        return route.ParameterNamed(parameter.Name) is { } name
            ? (ArgumentPlace.Route, name)
            : (isBody ? ArgumentPlace.Body : ArgumentPlace.Query, parameter.Name);
    }

    private static KeyValuePair<ArgumentPlace, string?>? Declared(IParameterSymbol parameter)
    {
        if (AttributeReader.Find(parameter, KnownTypes.BodyAttribute) is not null)
        {
            return new(ArgumentPlace.Body, null);
        }

        if (AttributeReader.Find(parameter, KnownTypes.QueryAttribute) is { } query)
        {
            return new(ArgumentPlace.Query, query.Argument<string>(0));
        }

        if (AttributeReader.Find(parameter, KnownTypes.FormAttribute) is { } form)
        {
            return new(ArgumentPlace.Form, form.Argument<string>(0));
        }

        if (AttributeReader.Find(parameter, KnownTypes.PartAttribute) is { } part)
        {
            return new(ArgumentPlace.Part, part.Argument<string>(0));
        }

        if (AttributeReader.Find(parameter, KnownTypes.HeaderCollectionAttribute) is not null)
        {
            return new(ArgumentPlace.HeaderMap, null);
        }

        return AttributeReader.Find(parameter, KnownTypes.HeaderAttribute) is { } header
            ? new(ArgumentPlace.Header, header.Argument<string>(0) ?? "")
            : null;
    }
}
