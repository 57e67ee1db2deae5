using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>Turns an interface that carries <c>[LoadBalanced]</c> into a model.</summary>
internal static class LoadBalancedParser
{
    private const string DefaultPolicy = "PeakEwma";

    // The names of the members of Transport, by their numbers.
    private static readonly string[] Transports = [LoadBalancedModel.Http, "Tcp", LoadBalancedModel.Udp];

    /// <summary>Reads the contract.</summary>
    public static LoadBalancedModel Parse(INamedTypeSymbol contract, CancellationToken cancellationToken)
    {
        var members = ContractMembers.Read(contract, LoadBalancedRules.RuleFor(contract), cancellationToken);
        var attribute = AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute);
        var transport = TransportOf(attribute);
        return new LoadBalancedModel(
            ContractParser.Parse(contract, members, LoadBalancedRules.OfContract(contract) is { IsFinal: true } refusal ? refusal : null),
            attribute.Argument<string>(0) ?? "",
            attribute.Named<string>("Policy") ?? DefaultPolicy,
            transport,
            AlternateRules.Read(contract, KnownTypes.CanaryAttribute),
            AlternateRules.Read(contract, KnownTypes.ShadowAttribute),
            members.Operations.Select(pair => transport == LoadBalancedModel.Http ? Operation(contract, pair.Key, pair.Value) : FramedOperation(pair.Key, pair.Value))
                .ToEquatableArray());
    }

    /// <summary>Tells how a contract travels: the name of the member of <c>Transport</c>.</summary>
    public static string TransportOf(AttributeData? attribute) =>
        attribute.Named<int>("Transport") is var number && number >= 0 && number < Transports.Length ? Transports[number] : Transports[0];

    private static BalancedOperationModel FramedOperation(IMethodSymbol method, OperationModel operation) => new(
        operation,
        "",
        "",
        EquatableArray<RoutePart>.Empty,
        ParameterBinder.Row(method).Select(static parameter => parameter.ToModel()).ToEquatableArray(),
        operation.IsIdempotent,
        MaxExtraLoad(method),
        IsReplyNullable(method),
        ReplyForm.Plain,
        null,
        EquatableArray<ConstantHeader>.Empty,
        GatherRules.Read(method));

    private static bool IsReplyNullable(IMethodSymbol method) =>
        GatherRules.ReplyOf(method) is { } reply && ArgumentTypes.MayBeNull(reply);

    private static BalancedOperationModel Operation(INamedTypeSymbol contract, IMethodSymbol method, OperationModel operation)
    {
        var attribute = ParameterBinder.VerbsOf(method)[0];
        var verb = ParameterBinder.VerbOf(attribute);
        var route = RouteTemplate.Parse(ParameterBinder.RouteOf(attribute));
        return new BalancedOperationModel(
            operation,
            verb,
            route.Text,
            route.Parts,
            ParameterBinder.Bind(method, verb, route).Select(static parameter => parameter.ToModel()).ToEquatableArray(),
            LoadBalancedRules.IsIdempotent(method, verb),
            MaxExtraLoad(method),
            ReplyForms.Of(method) == ReplyForm.Plain ? IsReplyNullable(method) : ReplyForms.Of(method) == ReplyForm.Whole,
            ReplyForms.Of(method),
            ReplyForms.ValueOf(method),
            HeaderRules.Read(contract, method),
            GatherRules.Read(method));
    }

    private static double? MaxExtraLoad(IMethodSymbol method) => AttributeReader.Find(method, KnownTypes.HedgeAttribute) is { } hedge
        ? LoadBalancedRules.MaxExtraLoadOf(hedge)
        : null;
}
