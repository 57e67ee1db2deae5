using Microsoft.CodeAnalysis;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.LoadBalancing;
using Resile.Generators.Messaging;
using Resile.Generators.Upcasting;

namespace Resile.Analyzers.Json;

/// <summary>A type that travels as JSON.</summary>
/// <param name="Type">The type.</param>
/// <param name="Operation">The operation that it travels for.</param>
/// <param name="IsReply">Whether it comes back.</param>
internal sealed record JsonPayload(ITypeSymbol Type, IMethodSymbol Operation, bool IsReply)
{
    /// <summary>Lists what the calls of a balanced contract write and read as JSON. What is not known for certain is left out.</summary>
    public static IEnumerable<JsonPayload> OfBalanced(INamedTypeSymbol contract)
    {
        var isHttp = LoadBalancedParser.TransportOf(AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute)) == LoadBalancedModel.Http;
        foreach (var operation in OperationsOf(contract))
        {
            foreach (var type in isHttp ? BodiesOf(operation) : ParameterBinder.Row(operation).Select(static parameter => parameter.Symbol.Type))
            {
                yield return new JsonPayload(type, operation, IsReply: false);
            }

            if (ReplyOf(operation) is { } reply && !(isHttp && CanBeBare(reply)))
            {
                yield return new JsonPayload(reply, operation, IsReply: true);
            }
        }
    }

    /// <summary>Lists the messages and answers of a durable contract that are types of the user's, and the shapes of old that their upcasters take. What is generated for loose parameters cannot be in a context.</summary>
    public static IEnumerable<JsonPayload> OfDurable(INamedTypeSymbol contract)
    {
        foreach (var operation in OperationsOf(contract))
        {
            if (MessageNames.OwnMessage(operation) is { IsAbstract: false, IsGenericType: false } message)
            {
                yield return new JsonPayload(message, operation, IsReply: false);
                foreach (var upcaster in UpcasterMethod.MarkedIn(message).Select(UpcasterMethod.Read).OfType<UpcasterMethod>())
                {
                    yield return new JsonPayload(upcaster.Old, operation, IsReply: false);
                }
            }

            if (RequestRules.ReplyOf(contract, operation) is { IsWrapped: false } && RequestRules.ResultOf(operation) is { } result)
            {
                yield return new JsonPayload(result, operation, IsReply: true);
            }
        }
    }

    private static IEnumerable<IMethodSymbol> OperationsOf(INamedTypeSymbol contract) =>
        ContractMembers.ToImplement(contract).OfType<IMethodSymbol>().Where(static method => ContractRules.OfMember(method) is null);

    private static IEnumerable<ITypeSymbol> BodiesOf(IMethodSymbol operation)
    {
        if (ParameterBinder.VerbsOf(operation) is not { Count: 1 } verbs)
        {
            return [];
        }

        var bound = ParameterBinder.Bind(operation, ParameterBinder.VerbOf(verbs[0]), RouteTemplate.Parse(ParameterBinder.RouteOf(verbs[0])));
        return bound.Where(static parameter => parameter is { Place: ArgumentPlace.Body, Content: ContentForm.Json }).Select(static parameter => parameter.Symbol.Type);
    }

    private static ITypeSymbol? ReplyOf(IMethodSymbol operation) => ReplyForms.Of(operation) switch
    {
        ReplyForm.Plain when GatherRules.Read(operation) is null or { IsEach: true } => GatherRules.ReplyOf(operation),
        ReplyForm.Whole => ((INamedTypeSymbol)((INamedTypeSymbol)operation.ReturnType).TypeArguments[0]).TypeArguments[0],
        _ => null,
    };

    // Over HTTP, texts and bytes may travel as they are.
    private static bool CanBeBare(ITypeSymbol type) => type.SpecialType == SpecialType.System_String || type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte };
}
