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
        return new DurableMessageModel(
            ContractParser.Parse(contract, members.Refused),
            members.Operations.Select(pair => Operation(contract, pair.Key, pair.Value)).ToEquatableArray());
    }

    private static DurableOperationModel Operation(INamedTypeSymbol contract, IMethodSymbol method, OperationModel operation)
    {
        var stem = MessageNames.StemOf(method);
        var optional = AttributeReader.Find(method, KnownTypes.EventAttribute).Named<int>("Subscribers") == 1;
        if (MessageNames.OwnMessage(method) is { } message)
        {
            return new DurableOperationModel(operation, stem, TypeNames.Full(message).TrimEnd('?'), MessageNames.OnTheWire(message), null,
                ContractParser.IsVisibleOutside(message), optional);
        }

        var record = ContractParser.StemOf(contract) + stem;
        var space = contract.ContainingNamespace.ToDisplayString();
        return new DurableOperationModel(operation, stem, $"global::{space}.{record}", MessageNames.OfGeneratedRecord(contract, stem), record,
            ContractParser.IsVisibleOutside(contract), optional);
    }
}
