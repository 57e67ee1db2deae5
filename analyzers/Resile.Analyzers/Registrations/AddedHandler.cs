using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Analyzers.Messaging;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Messaging;

namespace Resile.Analyzers.Registrations;

/// <summary>A handler that a call of a generated method adds.</summary>
/// <param name="Call">The call.</param>
/// <param name="Handled">The contract, or the generated interface that has one method of it.</param>
/// <param name="Handler">The class that handles.</param>
/// <param name="Service">The variable through which the service is set up.</param>
internal sealed record AddedHandler(IInvocationOperation Call, INamedTypeSymbol Handled, INamedTypeSymbol Handler, ISymbol Service)
{
    /// <summary>Reads a call; null where it adds no handler, or it cannot be told to what.</summary>
    public static AddedHandler? Of(IInvocationOperation call) =>
        call.TargetMethod is { TypeArguments.Length: 1 } method && method.Name.EndsWith("Handler", StringComparison.Ordinal)
        && method.TypeArguments[0] is INamedTypeSymbol handler
        && method.OriginalDefinition.TypeParameters[0].ConstraintTypes.OfType<INamedTypeSymbol>()
            .FirstOrDefault(static type => DurableCalls.IsContract(type) || DurableCalls.IsHandlerInterface(type)) is { } handled
        && ServiceOf(call) is { } service
            ? new AddedHandler(call, handled, handler, service)
            : null;

    /// <summary>Names a command that another class is added for, too.</summary>
    public string? SharedWith(AddedHandler other) =>
        SymbolEqualityComparer.Default.Equals(Handler, other.Handler) || !SymbolEqualityComparer.Default.Equals(Service, other.Service) ? null
        : (DurableCalls.IsContract(Handled), DurableCalls.IsContract(other.Handled)) switch
        {
            (true, true) => SymbolEqualityComparer.Default.Equals(Handled, other.Handled) ? CommandsOf(Handled).Select(ContractRules.NameOf).FirstOrDefault() : null,
            (true, false) => CommandOf(Handled, other.Handled),
            (false, true) => CommandOf(other.Handled, Handled),
            _ => null,
        };

    private static string? CommandOf(INamedTypeSymbol contract, INamedTypeSymbol single) =>
        SymbolEqualityComparer.Default.Equals(contract.ContainingNamespace, single.ContainingNamespace)
            ? CommandsOf(contract).Where(method => MessageNames.HandlerOf(contract, method) == single.Name).Select(ContractRules.NameOf).FirstOrDefault()
            : null;

    private static IEnumerable<IMethodSymbol> CommandsOf(INamedTypeSymbol contract) => ContractMembers.ToImplement(contract).OfType<IMethodSymbol>()
        .Where(static method => RequestRules.IsRequest(method) || AttributeReader.Find(method, KnownTypes.CommandAttribute) is not null);

    // resile.Messaging.UseX().AddY(): the variable at the beginning of the chain.
    private static ISymbol? ServiceOf(IInvocationOperation call)
    {
        IOperation? each = call;
        while (each is IInvocationOperation or IPropertyReferenceOperation { Instance: not (null or IInstanceReferenceOperation) })
        {
            each = each is IInvocationOperation inner ? Functions.ReceiverOf(inner) : Functions.Plain(((IPropertyReferenceOperation)each).Instance);
        }

        return Functions.RootOf(each);
    }
}
