using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.LoadBalancing;

/// <summary>The rules of <c>[LoadBalanced]</c>: what cannot travel over HTTP.</summary>
internal static class LoadBalancedRules
{
    private const string HeaderPunctuation = "!#$%&'*+-.^_`|~";

    /// <summary>Finds why nothing can be generated for an interface whose shape is right.</summary>
    public static Refusal? OfContract(INamedTypeSymbol contract)
    {
        var attribute = AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute);
        var name = TypeNames.Plain(contract);
        var stem = ContractParser.StemOf(contract);
        return string.IsNullOrWhiteSpace(attribute.Argument<string>(0)) ? new Refusal(Descriptors.NoService, contract, name, "service")
            : string.IsNullOrWhiteSpace(attribute.Named<string>("Policy", "unset")) ? new Refusal(Descriptors.NoService, contract, name, "policy")
            : NameRules.OfContract(contract, KnownTypes.LoadBalancedAttribute, stem + "Balanced", stem + "Skeleton");
    }

    /// <summary>Makes the rule for the operations of a contract: it finds why one whose shape is right cannot be carried.</summary>
    public static Func<IMethodSymbol, Refusal?> RuleFor(INamedTypeSymbol contract)
    {
        // A method cannot be judged alone: another may have its verb and route. They are read once for all.
        var first = new Lazy<Dictionary<string, IMethodSymbol>>(() => FirstOfEachRoute(contract));
        return method => OfOperation(method, first);
    }

    private static Refusal? OfOperation(IMethodSymbol operation, Lazy<Dictionary<string, IMethodSymbol>> first)
    {
        var name = ContractRules.NameOf(operation);
        var verbs = ParameterBinder.VerbsOf(operation);
        if (verbs.Count != 1)
        {
            return new Refusal(Descriptors.OneVerb, operation, name, verbs.Count == 0 ? "no verb" : "several verbs");
        }

        var route = RouteTemplate.Parse(verbs[0].Argument<string>(0));
        if (route.Complaint is not null)
        {
            return new Refusal(Descriptors.BadRoute, operation, name, route.Text, route.Complaint);
        }

        var arguments = ParameterBinder.Bind(operation, ParameterBinder.VerbOf(verbs[0]), route).ToList();
        return OfRoute(operation, name, route, arguments)
            ?? OfBody(operation, name, ParameterBinder.VerbOf(verbs[0]), arguments)
            ?? OfArguments(name, arguments)
            ?? OfTwin(operation, name, verbs[0], route, first.Value);
    }

    private static Refusal? OfRoute(
        IMethodSymbol operation, string name, RouteTemplate route, List<KeyValuePair<IParameterSymbol, ArgumentModel>> arguments)
    {
        var filled = arguments.Where(static pair => pair.Value.Place == ArgumentPlace.Route).Select(static pair => pair.Value.WireName).ToList();
        var missing = route.Parameters.FirstOrDefault(parameter => !filled.Contains(parameter));
        return missing is null ? null : new Refusal(Descriptors.UnboundRoute, operation, name, route.Text, missing);
    }

    private static Refusal? OfBody(
        IMethodSymbol operation, string name, string verb, List<KeyValuePair<IParameterSymbol, ArgumentModel>> arguments)
    {
        var bodies = arguments.Count(static pair => pair.Value.Place == ArgumentPlace.Body);
        return bodies > 1 ? new Refusal(Descriptors.OneBody, operation, name, "several bodies")
            : bodies == 1 && (verb is "GET" or "DELETE") ? new Refusal(Descriptors.OneBody, operation, name, $"a body, which a {verb} does not carry")
            : null;
    }

    private static Refusal? OfArguments(string name, List<KeyValuePair<IParameterSymbol, ArgumentModel>> arguments)
    {
        foreach (var pair in arguments)
        {
            var (parameter, argument) = (pair.Key, pair.Value);
            if (argument.Place == ArgumentPlace.Body)
            {
                continue;
            }

            var cannotRepeat = argument.Form.IsCollection && argument.Place != ArgumentPlace.Query;
            var cannotMiss = argument.Place == ArgumentPlace.Route && argument.IsNullable && !argument.Form.IsReference;
            if (!IsWireName(argument))
            {
                return new Refusal(Descriptors.BadWireName, parameter, name, parameter.Name,
                    argument.Place.ToString().ToLowerInvariant(), argument.WireName);
            }

            if (!argument.Form.IsSimple || cannotRepeat || cannotMiss)
            {
                return new Refusal(Descriptors.NotText, parameter, name, parameter.Name, parameter.Type.ToDisplayString(),
                    argument.Place.ToString().ToLowerInvariant());
            }
        }

        return null;
    }

    private static Refusal? OfTwin(
        IMethodSymbol operation, string name, AttributeData verb, RouteTemplate route, Dictionary<string, IMethodSymbol> first) =>
        first.TryGetValue(KeyOf(verb, route), out var other) && !SymbolEqualityComparer.Default.Equals(other, operation)
            ? new Refusal(Descriptors.RouteTakenTwice, operation, name, ParameterBinder.VerbOf(verb), route.Text, other.Name)
            : null;

    private static Dictionary<string, IMethodSymbol> FirstOfEachRoute(INamedTypeSymbol contract)
    {
        var first = new Dictionary<string, IMethodSymbol>(StringComparer.Ordinal);
        foreach (var method in ContractMembers.ToImplement(contract).OfType<IMethodSymbol>())
        {
            if (ContractRules.OfMember(method) is null && ParameterBinder.VerbsOf(method) is { Count: 1 } verbs)
            {
                var key = KeyOf(verbs[0], RouteTemplate.Parse(verbs[0].Argument<string>(0)));
                first[key] = first.TryGetValue(key, out var earlier) ? earlier : method;
            }
        }

        return first;
    }

    private static string KeyOf(AttributeData verb, RouteTemplate route) => ParameterBinder.VerbOf(verb) + " " + route.Shape;

    private static bool IsWireName(ArgumentModel argument) => argument.Place switch
    {
        ArgumentPlace.Header => argument.WireName.Length > 0 && argument.WireName.All(static letter =>
            letter < 128 && (char.IsLetterOrDigit(letter) || HeaderPunctuation.IndexOf(letter) >= 0)),
        ArgumentPlace.Query => argument.WireName.Length > 0
            && argument.WireName.All(static letter => !char.IsControl(letter) && !char.IsSurrogate(letter)),
        _ => true,
    };
}
