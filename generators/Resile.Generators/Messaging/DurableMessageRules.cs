using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.Messaging;

/// <summary>The rules of <c>[DurableMessage]</c>: what cannot be a message.</summary>
internal static class DurableMessageRules
{
    /// <summary>Makes the rule for the operations of a contract.</summary>
    public static Func<IMethodSymbol, Refusal?> RuleFor(INamedTypeSymbol contract) => method => OfOperation(contract, method);

    /// <summary>Finds why an operation whose shape is right cannot be a message.</summary>
    public static Refusal? OfOperation(INamedTypeSymbol contract, IMethodSymbol operation)
    {
        var name = TypeNames.Plain(operation.ContainingType) + "." + operation.Name;
        if (contract.ContainingNamespace.IsGlobalNamespace)
        {
            return new Refusal(Descriptors.ContractWithoutNamespace, contract, TypeNames.Plain(contract));
        }

        if (OperationParser.ShapeOf(operation.ReturnType) is ReturnShape.TaskOfT or ReturnShape.ValueTaskOfT)
        {
            return new Refusal(Descriptors.DurableResult, operation, name, operation.ReturnType.ToDisplayString());
        }

        if (MessageNames.OwnMessage(operation) is { } message)
        {
            if (message.ContainingNamespace.IsGlobalNamespace)
            {
                return new Refusal(Descriptors.MessageWithoutNamespace, operation, name, TypeNames.Plain(message));
            }

            if (message.IsGenericType || message.IsAbstract)
            {
                return new Refusal(Descriptors.MessageNotConcrete, operation, name, TypeNames.Plain(message));
            }
        }

        return FirstWithTheSameMessage(contract, operation) is { } first && !SymbolEqualityComparer.Default.Equals(first, operation)
            ? new Refusal(Descriptors.MessageSentTwice, operation, name, MessageNames.Of(contract, operation), first.Name)
            : null;
    }

    private static IMethodSymbol? FirstWithTheSameMessage(INamedTypeSymbol contract, IMethodSymbol operation)
    {
        var message = MessageNames.Of(contract, operation);
        return ContractMembers.ToImplement(contract).OfType<IMethodSymbol>()
            .FirstOrDefault(other => ContractRules.OfMember(other) is null && MessageNames.Of(contract, other) == message);
    }
}
