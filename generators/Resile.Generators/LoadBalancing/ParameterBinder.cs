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
        new(KnownTypes.PatchAttribute, "PATCH"), new(KnownTypes.DeleteAttribute, "DELETE"),
    ];

    /// <summary>Finds the attributes that give a method its verb.</summary>
    public static IReadOnlyList<AttributeData> VerbsOf(IMethodSymbol method) =>
        [.. method.GetAttributes().Where(static attribute => Verbs.Any(verb => TypeNames.Is(attribute.AttributeClass, verb.Key)))];

    /// <summary>Gets the verb that an attribute stands for.</summary>
    public static string VerbOf(AttributeData attribute) => Verbs.First(verb => TypeNames.Is(attribute.AttributeClass, verb.Key)).Value;

    /// <summary>Decides for every parameter but the cancellation token.</summary>
    public static IReadOnlyList<BoundParameter> Bind(IMethodSymbol method, string verb, RouteTemplate route)
    {
        var parameters = method.Parameters.Where(static parameter => !TypeNames.Is(parameter.Type, KnownTypes.CancellationToken))
            .Select(static parameter => new BoundParameter(parameter)).ToArray();
        var bodies = parameters.Where(parameter => Declared(parameter.Symbol) is { } declared
            ? declared.Key == ArgumentPlace.Body
            : route.ParameterNamed(parameter.Symbol.Name) is null && !parameter.Form.IsSimple).ToArray();
        var body = verb is "POST" or "PUT" or "PATCH" && bodies.Length == 1 ? bodies[0] : null;
        foreach (var parameter in parameters)
        {
            (parameter.Place, parameter.WireName) = PlaceOf(parameter.Symbol, route, parameter == body);
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

        return AttributeReader.Find(parameter, KnownTypes.HeaderAttribute) is { } header
            ? new(ArgumentPlace.Header, header.Argument<string>(0) ?? "")
            : null;
    }
}
