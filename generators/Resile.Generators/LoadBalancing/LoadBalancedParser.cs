using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.LoadBalancing;

/// <summary>Turns an interface that carries <c>[LoadBalanced]</c> into a model.</summary>
internal static class LoadBalancedParser
{
    /// <summary>Reads the contract.</summary>
    public static LoadBalancedModel Parse(INamedTypeSymbol contract, CancellationToken cancellationToken)
    {
        var members = ContractMembers.Read(contract, LoadBalancedRules.OfOperation, cancellationToken);
        return new LoadBalancedModel(
            ContractParser.Parse(contract, members.Refused),
            members.Operations.Select(static pair => pair.Value).ToEquatableArray());
    }
}
