using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>Turns an interface that carries <c>[LoadBalanced]</c> into a model.</summary>
internal static class LoadBalancedParser
{
    private const string DefaultPolicy = "PeakEwma";

    // Members of the generated types that are no operations, and those that every type has.
    private static readonly string[] TakenNames =
        ["Contract", "Table", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    /// <summary>Reads the contract.</summary>
    public static LoadBalancedModel Parse(INamedTypeSymbol contract, CancellationToken cancellationToken)
    {
        var members = ContractMembers.Read(contract, LoadBalancedRules.RuleFor(contract), cancellationToken);
        var attribute = AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute);
        var taken = new HashSet<string>(TakenNames, StringComparer.Ordinal);
        var names = members.Operations.Select(static pair => pair.Value.PlainName).ToArray();
        return new LoadBalancedModel(
            ContractParser.Parse(contract, members.Refused),
            attribute.Argument<string>(0) ?? "",
            attribute.Named<string>("Policy") ?? DefaultPolicy,
            members.Operations.Select(pair => Operation(pair.Key, pair.Value, Unique(pair.Value.PlainName, taken, names))).ToEquatableArray());
    }

    private static BalancedOperationModel Operation(IMethodSymbol method, OperationModel operation, string uniqueName)
    {
        var attribute = ParameterBinder.VerbsOf(method)[0];
        var verb = ParameterBinder.VerbOf(attribute);
        var route = RouteTemplate.Parse(attribute.Argument<string>(0));
        var result = ((INamedTypeSymbol)method.ReturnType).TypeArguments.FirstOrDefault();
        return new BalancedOperationModel(
            operation,
            uniqueName,
            verb,
            route.Text,
            route.Parts,
            ParameterBinder.Bind(method, verb, route).Select(static pair => pair.Value).ToEquatableArray(),
            operation.IsIdempotent || verb is "GET" or "PUT" or "DELETE",
            result is not null && ArgumentTypes.MayBeNull(result));
    }

    // An overload gets a number, and so does a name whose structure would be called like another operation.
    private static string Unique(string name, HashSet<string> taken, string[] operations)
    {
        var unique = name;
        for (var number = 2; taken.Contains(unique) || operations.Contains(unique + "Call"); number++)
        {
            unique = name + Literal.Of(number);
        }

        taken.Add(unique);
        return unique;
    }
}
