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
        var members = ContractMembers.Read(contract, DurableMessageRules.OfOperation, cancellationToken);
        return new DurableMessageModel(
            ContractParser.Parse(contract, members.Refused),
            members.Operations.Select(static pair => pair.Value).ToEquatableArray());
    }
}
