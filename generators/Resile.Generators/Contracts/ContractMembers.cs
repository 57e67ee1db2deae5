using Microsoft.CodeAnalysis;

namespace Resile.Generators.Contracts;

/// <summary>The members of a contract that generated code must implement, its inherited interfaces' included.</summary>
/// <remarks>It holds symbols, so it lives only within one transform, never in a model.</remarks>
internal sealed class ContractMembers
{
    private ContractMembers(List<ISymbol> all, List<KeyValuePair<IMethodSymbol, OperationModel>> operations, List<RefusedMember> refused)
    {
        All = all;
        Operations = operations;
        Refused = refused;
    }

    /// <summary>Gets all of them.</summary>
    public List<ISymbol> All { get; }

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
        var all = ToImplement(contract).ToList();
        var methods = new List<IMethodSymbol>();
        var refused = new List<RefusedMember>();
        foreach (var member in all)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var refusal = ContractRules.OfMember(member) ?? (member is IMethodSymbol method ? rule(method) : null);
            if (refusal is { IsFinal: true })
            {
                refused.Add(RefusedMemberParser.Parse(member, refusal));
            }
            else if (member is IMethodSymbol operation)
            {
                methods.Add(operation);
            }
        }

        var names = new OperationNames(contract, methods);
        var operations = methods.Select(method => new KeyValuePair<IMethodSymbol, OperationModel>(
            method, OperationParser.Parse(contract, method, names))).ToList();
        return new ContractMembers(all, operations, refused);
    }

    /// <summary>Lists the members without a body: those of the contract first, then those it inherits.</summary>
    public static IEnumerable<ISymbol> ToImplement(INamedTypeSymbol contract)
    {
        var types = new[] { contract }.Concat(contract.AllInterfaces).ToArray();
        var implemented = ImplementedBelow(types);
        return types.SelectMany(static type => type.GetMembers()).Where(member =>
            member is { IsAbstract: true, IsStatic: false } and not ITypeSymbol and not IMethodSymbol { AssociatedSymbol: not null }
            && member.Name.Length > 0 && !ImplementedBy(member).Any() && !implemented.Contains(member));
    }

    // A derived interface can implement a member that it inherits, and the class then need not; unless a more derived one takes that back.
    private static HashSet<ISymbol> ImplementedBelow(INamedTypeSymbol[] types)
    {
        var bodies = types.SelectMany(static type => type.GetMembers()).ToLookup(static member => member.IsAbstract);
        var implemented = new HashSet<ISymbol>(bodies[false].SelectMany(ImplementedBy), SymbolEqualityComparer.Default);
        implemented.ExceptWith(bodies[true].SelectMany(ImplementedBy));
        return implemented;
    }

    private static IEnumerable<ISymbol> ImplementedBy(ISymbol member) => member switch
    {
        IMethodSymbol method => method.ExplicitInterfaceImplementations,
        IPropertySymbol property => property.ExplicitInterfaceImplementations,
        IEventSymbol @event => @event.ExplicitInterfaceImplementations,
        _ => [],
    };
}
