using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Recovery;

/// <summary>Turns an interface that carries <c>[AutoRecover]</c> into a model.</summary>
internal static class AutoRecoverParser
{
    /// <summary>Reads the contract.</summary>
    public static AutoRecoverModel Parse(INamedTypeSymbol contract, CancellationToken cancellationToken)
    {
        var members = ContractMembers.Read(contract, AutoRecoverRules.OfOperation, cancellationToken);
        return new AutoRecoverModel(
            ContractParser.Parse(contract, members.Refused),
            members.Operations.Select(static pair => pair.Value).ToEquatableArray());
    }
}
