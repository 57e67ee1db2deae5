using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.LoadBalancing;

/// <summary>The rules of <c>[LoadBalanced]</c>: what cannot travel over HTTP.</summary>
internal static class LoadBalancedRules
{
    /// <summary>Makes the rule for the operations of a contract.</summary>
    public static Func<IMethodSymbol, Refusal?> RuleFor(INamedTypeSymbol contract) => method => OfOperation(contract, method);

    /// <summary>Finds why an operation whose shape is right cannot be carried.</summary>
    public static Refusal? OfOperation(INamedTypeSymbol contract, IMethodSymbol operation)
    {
        var name = TypeNames.Plain(operation.ContainingType) + "." + operation.Name;
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
            ?? OfTwin(contract, operation, name, route);
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
            if (!argument.Form.IsSimple || cannotRepeat || cannotMiss)
            {
                return new Refusal(Descriptors.NotText, parameter, name, parameter.Name, parameter.Type.ToDisplayString(),
                    argument.Place.ToString().ToLowerInvariant());
            }
        }

        return null;
    }

    private static Refusal? OfTwin(INamedTypeSymbol contract, IMethodSymbol operation, string name, RouteTemplate route)
    {
        var verb = ParameterBinder.VerbOf(ParameterBinder.VerbsOf(operation)[0]);
        var first = ContractMembers.ToImplement(contract).OfType<IMethodSymbol>().FirstOrDefault(other =>
            ContractRules.OfMember(other) is null
            && ParameterBinder.VerbsOf(other) is { Count: 1 } verbs
            && ParameterBinder.VerbOf(verbs[0]) == verb
            && RouteTemplate.Parse(verbs[0].Argument<string>(0)).Shape == route.Shape);
        return first is null || SymbolEqualityComparer.Default.Equals(first, operation)
            ? null
            : new Refusal(Descriptors.RouteTakenTwice, operation, name, verb, route.Text, first.Name);
    }
}
