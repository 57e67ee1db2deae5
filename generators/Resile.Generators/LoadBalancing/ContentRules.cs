using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.LoadBalancing;

/// <summary>The rules of bodies, forms, parts, and of what a query takes apart.</summary>
internal static class ContentRules
{
    private static readonly string[] Bodiless = ["GET", "DELETE", "HEAD", "OPTIONS"];

    /// <summary>Finds out that an operation has more bodies than one, or one that its verb does not carry.</summary>
    public static Refusal? OfBodies(IMethodSymbol operation, string verb, IReadOnlyList<BoundParameter> parameters)
    {
        var bodies = parameters.Where(static parameter => parameter.Place is ArgumentPlace.Body or ArgumentPlace.Form or ArgumentPlace.Part).ToArray();
        if (bodies.Length == 0)
        {
            return null;
        }

        var other = bodies.FirstOrDefault(parameter => parameter.Place != bodies[0].Place);
        var (symbol, complaint) = other is not null ? (other.Symbol, $"{NameOf(bodies[0].Place)} and {NameOf(other.Place)}")
            : bodies[0].Place == ArgumentPlace.Body && bodies.Length > 1 ? (operation, "several bodies")
            : Bodiless.Contains(verb) ? ((ISymbol)operation, $"{NameOf(bodies[0].Place)}, which a {verb} does not carry")
            : (operation, null);
        return complaint is null ? null : new Refusal(Descriptors.OneBody, symbol, ContractRules.NameOf(operation), complaint);
    }

    /// <summary>Finds out that a stream would have to be sent more than once.</summary>
    public static Refusal? OfStreams(INamedTypeSymbol contract, IMethodSymbol operation, IReadOnlyList<BoundParameter> parameters)
    {
        if (parameters.FirstOrDefault(static parameter => parameter.Content is ContentForm.Stream or ContentForm.File or ContentForm.Files) is not { } stream)
        {
            return null;
        }

        var marks = new[] { KnownTypes.IdempotentAttribute, KnownTypes.HedgeAttribute, KnownTypes.BroadcastAttribute, KnownTypes.ScatterAttribute };
        var mark = marks.Select(name => AttributeReader.Find(operation, name)).FirstOrDefault(static found => found is not null)
            ?? AttributeReader.Find(contract, KnownTypes.ShadowAttribute);
        return mark is null ? null
            : new Refusal(Descriptors.StreamSentOnce, stream.Symbol, ContractRules.NameOf(operation), stream.Symbol.Name, mark.AttributeClass!.Name.Replace("Attribute", ""));
    }

    /// <summary>Finds out that an object cannot be taken apart, or that a dictionary of headers is none.</summary>
    public static Refusal? OfParameter(BoundParameter parameter)
    {
        var (symbol, type) = (parameter.Symbol, parameter.Symbol.Type);
        var name = ContractRules.NameOf(symbol.ContainingSymbol);
        var place = NameOf(parameter.Place);
        return parameter.Place == ArgumentPlace.HeaderMap && !ContentTypes.IsMap(type)
                ? new Refusal(Descriptors.CannotFlatten, symbol, name, symbol.Name, type.ToDisplayString(), place, "it is no dictionary of texts, as IReadOnlyDictionary<string, string>")
            : parameter.Content == ContentForm.Object && ObjectShapes.ComplaintOf(parameter.Element) is { } complaint
                ? new Refusal(Descriptors.CannotFlatten, symbol, name, symbol.Name, type.ToDisplayString(), place, complaint)
            : parameter.Format is not null && (parameter.Form.IsCollection || !IsFormattable(parameter.Element))
                ? new Refusal(Descriptors.BadFormat, symbol, name, symbol.Name, "a format, but is no single value that has formats")
            : parameter.Separator is not null && !parameter.Form.IsCollection
                ? new Refusal(Descriptors.BadFormat, symbol, name, symbol.Name, "a collection format, but is no list")
            : null;
    }

    private static string NameOf(ArgumentPlace place) => place switch
    {
        ArgumentPlace.Body => "a body",
        ArgumentPlace.Form => "a form",
        ArgumentPlace.Part => "parts",
        ArgumentPlace.HeaderMap => "headers",
        _ => "a query",
    };

    private static bool IsFormattable(ITypeSymbol type) =>
        type.TypeKind != TypeKind.Enum && type.AllInterfaces.Any(static implemented => TypeNames.Is(implemented, KnownTypes.SpanFormattable));
}
