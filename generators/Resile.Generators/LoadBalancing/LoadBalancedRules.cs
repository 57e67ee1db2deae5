using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.LoadBalancing;

/// <summary>The rules of <c>[LoadBalanced]</c>: what cannot travel.</summary>
internal static class LoadBalancedRules
{
    private const double DefaultMaxExtraLoad = 0.01;

    /// <summary>Finds why nothing can be generated for an interface whose shape is right.</summary>
    public static Refusal? OfContract(INamedTypeSymbol contract)
    {
        var attribute = AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute);
        var name = TypeNames.Plain(contract);
        var stem = ContractParser.StemOf(contract);
        return string.IsNullOrWhiteSpace(attribute.Argument<string>(0)) ? new Refusal(Descriptors.NoService, contract, name, "service")
            : string.IsNullOrWhiteSpace(attribute.Named<string>("Policy", "unset")) ? new Refusal(Descriptors.NoService, contract, name, "policy")
            : NameRules.OfContract(contract, KnownTypes.LoadBalancedAttribute, stem + "Balanced", stem + "Skeleton")
            ?? HeaderRules.Of(contract)
            ?? AlternateRules.OfContract(contract)
            ?? HashKeyRules.OfContract(contract, attribute.Named<string>("Policy"));
    }

    /// <summary>Makes the rule for the operations of a contract: it finds why one whose shape is right cannot be carried.</summary>
    public static Func<IMethodSymbol, Refusal?> RuleFor(INamedTypeSymbol contract)
    {
        var transport = LoadBalancedParser.TransportOf(AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute));
        if (transport != LoadBalancedModel.Http)
        {
            return method => OfFramedOperation(method, transport);
        }

        // A method cannot be judged alone: another may have its verb and route. They are read once for all.
        var first = new Lazy<Dictionary<string, IMethodSymbol>>(() => FirstOfEachRoute(contract));
        return method => OfOperation(contract, method, first);
    }

    private static Refusal? OfFramedOperation(IMethodSymbol operation, string transport)
    {
        var over = transport.ToUpperInvariant();
        if (ParameterBinder.VerbsOf(operation).FirstOrDefault() is { } verb)
        {
            return new Refusal(Descriptors.HttpOnly, operation, ContractRules.NameOf(operation), NameOf(verb), over);
        }

        if (AttributeReader.Find(operation, KnownTypes.HeadersAttribute) is { } headers)
        {
            return new Refusal(Descriptors.HttpOnly, operation, ContractRules.NameOf(operation), NameOf(headers), over);
        }

        var places = new[]
        {
            KnownTypes.BodyAttribute, KnownTypes.QueryAttribute, KnownTypes.HeaderAttribute, KnownTypes.FormAttribute, KnownTypes.PartAttribute, KnownTypes.HeaderCollectionAttribute,
        };
        foreach (var parameter in operation.Parameters)
        {
            if (places.Select(place => AttributeReader.Find(parameter, place)).FirstOrDefault(static found => found is not null) is { } place)
            {
                return new Refusal(Descriptors.HttpOnly, parameter, $"{ContractRules.NameOf(operation)}({parameter.Name})", NameOf(place), over);
            }
        }

        return (transport == LoadBalancedModel.Udp ? DatagramRules.Refuse(operation) : null)
            ?? StreamRules.OfHedge(operation)
            ?? ReplyForms.OfFrames(operation, over)
            ?? HashKeyRules.OfOperation(operation)
            ?? OfHedge(operation, "call")
            ?? GatherRules.OfOperation(operation)
            ?? (transport == LoadBalancedModel.Udp ? DatagramRules.Warn(operation) : null)
            ?? ContractRules.OfJson(operation, operation.Parameters.Select(static parameter => parameter.Type).Append(operation.ReturnType));
    }

    private static string NameOf(AttributeData attribute) => attribute.AttributeClass!.Name.Replace("Attribute", "");

    private static Refusal? OfOperation(INamedTypeSymbol contract, IMethodSymbol operation, Lazy<Dictionary<string, IMethodSymbol>> first)
    {
        var verbs = ParameterBinder.VerbsOf(operation);
        if (verbs.Count != 1)
        {
            return new Refusal(
                Descriptors.OneVerb, operation, ContractRules.NameOf(operation), verbs.Count == 0 ? "no verb" : "several verbs");
        }

        var route = RouteTemplate.Parse(ParameterBinder.RouteOf(verbs[0]));
        if (route.Complaint is not null)
        {
            return new Refusal(Descriptors.BadRoute, operation, ContractRules.NameOf(operation), route.Text, route.Complaint);
        }

        var verb = ParameterBinder.VerbOf(verbs[0]);
        if (ParameterBinder.ComplaintOfVerb(verbs[0]) is { } complaint)
        {
            return new Refusal(Descriptors.BadVerb, operation, ContractRules.NameOf(operation), verb, complaint);
        }

        var parameters = ParameterBinder.Bind(operation, verb, route);
        return OfRoute(operation, route, parameters)
            ?? HeaderRules.Of(operation)
            ?? ContentRules.OfBodies(operation, verb, parameters)
            ?? parameters.Select(OfParameter).FirstOrDefault(static refusal => refusal is not null)
            ?? OfRest(operation, route, parameters)
            ?? HashKeyRules.OfOperation(operation)
            ?? OfHedge(operation, verb)
            ?? GatherRules.OfOperation(operation)
            ?? StreamRules.OfHedge(operation)
            ?? ReplyForms.OfOperation(operation, verb)
            ?? ContentRules.OfStreams(contract, operation, parameters)
            ?? OfTwin(operation, verb, route, first.Value)
            ?? ContractRules.OfJson(operation, parameters.Where(static parameter => parameter.Place == ArgumentPlace.Body)
                .Select(static parameter => parameter.Symbol.Type).Append(operation.ReturnType));
    }

    /// <summary>Tells whether an operation may be carried out twice: by its verb, or because it says so.</summary>
    public static bool IsIdempotent(IMethodSymbol operation, string verb) =>
        verb is "GET" or "PUT" or "DELETE" or "HEAD" or "OPTIONS" || AttributeReader.Find(operation, KnownTypes.IdempotentAttribute) is not null;

    /// <summary>Reads the share of the calls that a hedge may send twice.</summary>
    public static double MaxExtraLoadOf(AttributeData hedge) => hedge.Named("MaxExtraLoad", DefaultMaxExtraLoad);

    private static Refusal? OfHedge(IMethodSymbol operation, string verb)
    {
        if (AttributeReader.Find(operation, KnownTypes.HedgeAttribute) is not { } hedge)
        {
            return null;
        }

        if (!IsIdempotent(operation, verb))
        {
            return new Refusal(Descriptors.UnsafeHedge, operation, ContractRules.NameOf(operation), verb);
        }

        var share = MaxExtraLoadOf(hedge);
        return share is > 0 and <= 0.5 ? null : new Refusal(Descriptors.BadHedge, operation, ContractRules.NameOf(operation), share);
    }

    private static Refusal? OfRoute(IMethodSymbol operation, RouteTemplate route, IReadOnlyList<BoundParameter> parameters)
    {
        var missing = route.Parameters.FirstOrDefault(name => !parameters.Any(parameter =>
            parameter.Place == ArgumentPlace.Route && parameter.WireName == name));
        return missing is null
            ? null
            : new Refusal(Descriptors.UnboundRoute, operation, ContractRules.NameOf(operation), route.Text, missing);
    }

    private static Refusal? OfParameter(BoundParameter parameter)
    {
        var (symbol, place) = (parameter.Symbol, parameter.Place);
        if (place is ArgumentPlace.Body)
        {
            return null;
        }

        if (place is ArgumentPlace.Header && HeaderRules.ComplaintOfParameter(parameter.WireName) is { } taken)
        {
            return new Refusal(Descriptors.ReservedHeader, symbol, ContractRules.NameOf(symbol.ContainingSymbol), symbol.Name, parameter.WireName, taken);
        }

        if (!IsWireName(parameter))
        {
            return new Refusal(Descriptors.BadWireName, symbol, ContractRules.NameOf(symbol.ContainingSymbol), symbol.Name,
                place.ToString().ToLowerInvariant(), parameter.WireName);
        }

        if (ContentRules.OfParameter(parameter) is { } refusal)
        {
            return refusal;
        }

        var isText = parameter.Form.IsSimple || place is ArgumentPlace.HeaderMap or ArgumentPlace.Part
            || (parameter.Content is ContentForm.Object or ContentForm.Map && place is ArgumentPlace.Form or ArgumentPlace.Query && parameter.IsDeclared);
        var cannotRepeat = parameter.Form.IsCollection && place is ArgumentPlace.Route or ArgumentPlace.Header;
        var cannotMiss = place == ArgumentPlace.Route && parameter.IsNullable && !parameter.Form.IsReference;
        return isText && !cannotRepeat && !cannotMiss
            ? null
            : new Refusal(Descriptors.NotText, symbol, ContractRules.NameOf(symbol.ContainingSymbol), symbol.Name,
                symbol.Type.ToDisplayString(), place.ToString().ToLowerInvariant());
    }

    private static Refusal? OfRest(IMethodSymbol operation, RouteTemplate route, IReadOnlyList<BoundParameter> parameters) =>
        route.Parts.FirstOrDefault(static part => part.IsRest) is { } rest
        && parameters.First(parameter => parameter.Place == ArgumentPlace.Route && parameter.WireName == rest.Text).Symbol is { Type.SpecialType: not SpecialType.System_String } symbol
            ? new Refusal(Descriptors.NotText, symbol, ContractRules.NameOf(operation), symbol.Name, symbol.Type.ToDisplayString(), "rest of a path (a string alone)")
            : null;

    private static Refusal? OfTwin(IMethodSymbol operation, string verb, RouteTemplate route, Dictionary<string, IMethodSymbol> first) =>
        first.TryGetValue(KeyOf(verb, route), out var other) && !SymbolEqualityComparer.Default.Equals(other, operation)
            ? new Refusal(Descriptors.RouteTakenTwice, operation, ContractRules.NameOf(operation), verb, route.Text, other.Name)
            : null;

    private static Dictionary<string, IMethodSymbol> FirstOfEachRoute(INamedTypeSymbol contract)
    {
        var first = new Dictionary<string, IMethodSymbol>(StringComparer.Ordinal);
        foreach (var method in ContractMembers.ToImplement(contract).OfType<IMethodSymbol>())
        {
            if (ContractRules.OfMember(method) is null && ParameterBinder.VerbsOf(method) is { Count: 1 } verbs)
            {
                var key = KeyOf(ParameterBinder.VerbOf(verbs[0]), RouteTemplate.Parse(ParameterBinder.RouteOf(verbs[0])));
                first[key] = first.TryGetValue(key, out var earlier) ? earlier : method;
            }
        }

        return first;
    }

    private static string KeyOf(string verb, RouteTemplate route) => verb + " " + route.Shape;

    private static bool IsWireName(BoundParameter parameter) => parameter.Place switch
    {
        ArgumentPlace.Header => HeaderRules.IsName(parameter.WireName),
        ArgumentPlace.Query or ArgumentPlace.Form or ArgumentPlace.Part => parameter.WireName.Length > 0
            && parameter.WireName.All(static letter => !char.IsControl(letter) && !char.IsSurrogate(letter)),
        _ => true,
    };
}
