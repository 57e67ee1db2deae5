using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Messaging;

/// <summary>Turns an interface that carries <c>[DurableMessage]</c> into a model.</summary>
internal static class DurableMessageParser
{
    /// <summary>Reads the contract.</summary>
    public static DurableMessageModel Parse(INamedTypeSymbol contract, CancellationToken cancellationToken)
    {
        var members = ContractMembers.Read(contract, DurableMessageRules.RuleFor(contract), cancellationToken);
        var model = ContractParser.Parse(contract, members, DurableMessageRules.OfContract(contract));
        return new DurableMessageModel(
            model, members.Operations.Select(pair => Operation(contract, model, pair.Key, pair.Value)).ToEquatableArray());
    }

    private static DurableOperationModel Operation(
        INamedTypeSymbol contract, ContractModel model, IMethodSymbol method, OperationModel operation)
    {
        var own = MessageNames.OwnMessage(method);
        var record = own is null ? MessageNames.RecordOf(contract, method) : null;
        var secrets = method.Parameters.Where(static parameter => AttributeReader.Find(parameter, KnownTypes.SecretAttribute) is not null)
            .Select(static parameter => parameter.Name).ToEquatableArray();
        return new DurableOperationModel(
            operation,
            MessageNames.StemOf(method),
            MessageNames.HandlerOf(contract, method),
            own is null ? model.Generated(record!) : TypeNames.Full(own.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
            MessageNames.Of(contract, method),
            record,
            !method.ContainingType.IsGenericType && method.ContainingType.GetMembers(method.Name).Length == 1,
            AttributeReader.Find(method, KnownTypes.EventAttribute).Named<int>("Subscribers") == 1,
            AttributeReader.Find(method, KnownTypes.EventAttribute).Named<bool>("IsExpendable"),
            IsSecret(method) || (own is not null && secrets.Count > 0),
            OrderingKeyRules.Read(method),
            OrderingKeyRules.MethodAttributeOf(method).Named<int>("OnFailure") == 1,
            DurableMethodRules.ExpiryOf(method),
            secrets,
            RequestRules.ReplyOf(contract, method));
    }

    private static bool IsSecret(IMethodSymbol method) => OrderingKeyRules.MethodAttributeOf(method).Named<bool>("IsSecret");
}
