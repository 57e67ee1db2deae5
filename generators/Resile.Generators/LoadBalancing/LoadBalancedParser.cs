using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>Turns an interface that carries <c>[LoadBalanced]</c> into a model.</summary>
internal static class LoadBalancedParser
{
    private const string DefaultPolicy = "PeakEwma";

    /// <summary>Reads the contract.</summary>
    public static LoadBalancedModel Parse(INamedTypeSymbol contract, CancellationToken cancellationToken)
    {
        var members = ContractMembers.Read(contract, LoadBalancedRules.RuleFor(contract), cancellationToken);
        var attribute = AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute);
        return new LoadBalancedModel(
            ContractParser.Parse(contract, members, LoadBalancedRules.OfContract(contract) is { IsFinal: true } refusal ? refusal : null),
            attribute.Argument<string>(0) ?? "",
            attribute.Named<string>("Policy") ?? DefaultPolicy,
            members.Operations.Select(static pair => Operation(pair.Key, pair.Value)).ToEquatableArray());
    }

    private static BalancedOperationModel Operation(IMethodSymbol method, OperationModel operation)
    {
        var attribute = ParameterBinder.VerbsOf(method)[0];
        var verb = ParameterBinder.VerbOf(attribute);
        var route = RouteTemplate.Parse(attribute.Argument<string>(0));
        var result = ((INamedTypeSymbol)method.ReturnType).TypeArguments.FirstOrDefault();
        return new BalancedOperationModel(
            operation,
            verb,
            route.Text,
            route.Parts,
            ParameterBinder.Bind(method, verb, route).Select(static parameter => parameter.ToModel()).ToEquatableArray(),
            LoadBalancedRules.IsIdempotent(method, verb),
            MaxExtraLoad(method),
            result is not null && ArgumentTypes.MayBeNull(result));
    }

    private static double? MaxExtraLoad(IMethodSymbol method) => AttributeReader.Find(method, KnownTypes.HedgeAttribute) is { } hedge
        ? LoadBalancedRules.MaxExtraLoadOf(hedge)
        : null;
}
