using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.Messaging;

/// <summary>The rules of <c>[DurableMessage]</c>: what cannot be a message.</summary>
internal static class DurableMessageRules
{
    // Members that every record has, beside those of its parameters.
    private static readonly string[] RecordMembers =
    [
        "Clone", "Deconstruct", "EqualityContract", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "PrintMembers",
        "ReferenceEquals", "ToString",
    ];

    /// <summary>Finds why nothing can be generated for an interface whose shape is right.</summary>
    public static Refusal? OfContract(INamedTypeSymbol contract) =>
        contract.ContainingNamespace.IsGlobalNamespace
            ? new Refusal(Descriptors.ContractWithoutNamespace, contract, TypeNames.Plain(contract))
            : NameRules.OfContract(contract, KnownTypes.DurableMessageAttribute, [.. MessageNames.TypesOf(contract)]);

    /// <summary>Makes the rule for the operations of a contract: it finds why one whose shape is right cannot be a message.</summary>
    public static Func<IMethodSymbol, Refusal?> RuleFor(INamedTypeSymbol contract)
    {
        // A method cannot be judged alone: an earlier one may send its message or have its name. They are read once for all.
        var first = new Lazy<Dictionary<string, IMethodSymbol>>(() => FirstOfEachName(contract));
        return method => OfOperation(contract, method, first);
    }

    private static Refusal? OfOperation(INamedTypeSymbol contract, IMethodSymbol operation, Lazy<Dictionary<string, IMethodSymbol>> first)
    {
        if (RequestRules.OfOperation(operation) is { } refusal)
        {
            return refusal;
        }

        if (!RequestRules.IsRequest(operation) && OperationParser.ShapeOf(operation.ReturnType) is not (ReturnShape.Task or ReturnShape.ValueTask))
        {
            return new Refusal(Descriptors.DurableResult, operation, ContractRules.NameOf(operation), operation.ReturnType.ToDisplayString());
        }

        return OfMessage(operation) ?? OfWireName(contract, operation) ?? OfTwin(contract, operation, first.Value) ?? OfNames(contract, operation) ?? DurableMethodRules.OfOperation(operation)
            ?? ContractRules.OfJson(operation, [.. operation.Parameters.Select(static parameter => parameter.Type), .. ResultOf(operation)]);
    }

    private static IEnumerable<ITypeSymbol> ResultOf(IMethodSymbol operation) => RequestRules.ResultOf(operation) is { } result ? [result] : [];

    private static Refusal? OfMessage(IMethodSymbol operation)
    {
        var message = MessageNames.OwnMessage(operation);
        var rule = message is null ? null
            : message.ContainingNamespace.IsGlobalNamespace ? Descriptors.MessageWithoutNamespace
            : message.IsGenericType || message.IsAbstract ? Descriptors.MessageNotConcrete
            : null;
        return rule is null ? null : new Refusal(rule, operation, ContractRules.NameOf(operation), TypeNames.Plain(message!));
    }

    private static Refusal? OfWireName(INamedTypeSymbol contract, IMethodSymbol operation) =>
        MessageNames.Of(contract, operation) is var name && !MessageNames.CanBeTopic(name)
            ? new Refusal(Descriptors.BadMessageName, operation, ContractRules.NameOf(operation), name)
            : null;

    private static Refusal? OfTwin(INamedTypeSymbol contract, IMethodSymbol operation, Dictionary<string, IMethodSymbol> first)
    {
        var message = MessageNames.Of(contract, operation);
        return first[message] is var sender && !SymbolEqualityComparer.Default.Equals(sender, operation)
                ? new Refusal(Descriptors.MessageSentTwice, operation, ContractRules.NameOf(operation), message, sender.Name)
            : first[MessageNames.StemOf(operation)] is var namesake && !SymbolEqualityComparer.Default.Equals(namesake, operation)
                ? new Refusal(Descriptors.MethodNamedTwice, operation, ContractRules.NameOf(operation), ContractRules.NameOf(namesake))
            : null;
    }

    // By what each sends, which has a colon in it, and by its stem, which has none.
    private static Dictionary<string, IMethodSymbol> FirstOfEachName(INamedTypeSymbol contract)
    {
        var first = new Dictionary<string, IMethodSymbol>(StringComparer.Ordinal);
        foreach (var method in ContractMembers.ToImplement(contract).OfType<IMethodSymbol>().Where(static method => ContractRules.OfMember(method) is null))
        {
            foreach (var name in new[] { MessageNames.Of(contract, method), MessageNames.StemOf(method) })
            {
                first[name] = first.TryGetValue(name, out var earlier) ? earlier : method;
            }
        }

        return first;
    }

    // The names of what is generated for one operation: its handler's interface and, for loose parameters, a record and its properties.
    private static Refusal? OfNames(INamedTypeSymbol contract, IMethodSymbol operation)
    {
        var record = MessageNames.OwnMessage(operation) is null ? MessageNames.RecordOf(contract, operation) : null;
        foreach (var generated in new[] { MessageNames.HandlerOf(contract, operation), record })
        {
            if (generated is not null && (NameRules.TypeNamed(contract, generated) is not null || MessageNames.TypesOf(contract).Contains(generated)))
            {
                return new Refusal(Descriptors.NameTaken, operation, ContractRules.NameOf(operation), generated,
                    TypeNames.Plain(contract.ContainingNamespace) + "." + generated);
            }
        }

        return record is null ? null : OfProperties(operation, record);
    }

    private static Refusal? OfProperties(IMethodSymbol operation, string record)
    {
        var taken = new HashSet<string>(RecordMembers, StringComparer.Ordinal) { record };
        var twice = operation.Parameters.FirstOrDefault(parameter => parameter.Name.Length > 0
            && !TypeNames.Is(parameter.Type, KnownTypes.CancellationToken) && parameter.Name.Length > 0 && !taken.Add(MessageNames.PropertyOf(parameter.Name)));
        return twice is null
            ? null
            : new Refusal(
                Descriptors.BadProperty, twice, ContractRules.NameOf(operation), twice.Name, MessageNames.PropertyOf(twice.Name));
    }
}
