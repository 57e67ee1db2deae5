using Microsoft.CodeAnalysis;

namespace Resile.Generators.Contracts;

/// <summary>The members of a contract that generated code must implement, its inherited interfaces' included.</summary>
/// <remarks>It holds symbols, so it lives only within one transform, never in a model.</remarks>
internal sealed class ContractMembers
{
    private ContractMembers(List<KeyValuePair<IMethodSymbol, OperationModel>> operations, List<RefusedMember> refused)
    {
        Operations = operations;
        Refused = refused;
    }

    /// <summary>Gets the methods that can be carried, each with its model, in the order of declaration.</summary>
    public List<KeyValuePair<IMethodSymbol, OperationModel>> Operations { get; }

    /// <summary>Gets the members that cannot.</summary>
    public List<RefusedMember> Refused { get; }

    /// <summary>Reads the members of a contract.</summary>
    /// <param name="contract">The interface that carries the attribute.</param>
    /// <param name="rule">What the feature adds to the rules of the contract's shape: the refusal of a method, or null.</param>
    /// <param name="cancellationToken">Stops the reading when the editor has moved on.</param>
    public static ContractMembers Read(
        INamedTypeSymbol contract, Func<IMethodSymbol, Refusal?> rule, CancellationToken cancellationToken)
    {
        var operations = new List<KeyValuePair<IMethodSymbol, OperationModel>>();
        var refused = new List<RefusedMember>();
        var signatures = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in ToImplement(contract))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var refusal = ContractRules.OfMember(member) ?? (member is IMethodSymbol method ? rule(method) : null);
            if (refusal is not null)
            {
                refused.Add(RefusedMemberParser.Parse(member, refusal));
            }
            else if (member is IMethodSymbol operation)
            {
                var isFirst = signatures.Add(OperationParser.Signature(operation));
                operations.Add(new(operation, OperationParser.Parse(contract, operation, isExplicit: !isFirst)));
            }
        }

        return new ContractMembers(operations, refused);
    }

    /// <summary>Lists the members without a body: those of the contract first, then those it inherits.</summary>
    public static IEnumerable<ISymbol> ToImplement(INamedTypeSymbol contract)
    {
        foreach (var type in new[] { contract }.Concat(contract.AllInterfaces))
        {
            foreach (var member in type.GetMembers())
            {
                var isAccessor = member is IMethodSymbol { AssociatedSymbol: not null };
                if (member is { IsAbstract: true, IsStatic: false } && member is not ITypeSymbol && !isAccessor
                    && !IsImplementedBelow(contract, member))
                {
                    yield return member;
                }
            }
        }
    }

    // A derived interface can implement a member that it inherits; the class then need not.
    private static bool IsImplementedBelow(INamedTypeSymbol contract, ISymbol member)
    {
        if (SymbolEqualityComparer.Default.Equals(contract, member.ContainingType))
        {
            return false;
        }

        return contract.AllInterfaces.Concat([contract]).Any(type => type.GetMembers().Any(candidate =>
            candidate switch
            {
                IMethodSymbol method => method.ExplicitInterfaceImplementations.Contains(member, SymbolEqualityComparer.Default),
                IPropertySymbol property => property.ExplicitInterfaceImplementations.Contains(member, SymbolEqualityComparer.Default),
                IEventSymbol @event => @event.ExplicitInterfaceImplementations.Contains(member, SymbolEqualityComparer.Default),
                _ => false,
            }));
    }
}
