using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.Text;

namespace Resile.Generators.Recovery;

/// <summary>The rules of <c>[AutoRecover]</c>: what generated code cannot carry.</summary>
internal static class AutoRecoverRules
{
    private static readonly string[] Counts = ["HangAfterMs", "ShutdownMs", "QueueLimit"];

    /// <summary>Finds why nothing can be generated for an interface whose shape is right.</summary>
    public static Refusal? OfContract(INamedTypeSymbol contract)
    {
        var name = TypeNames.Plain(contract);
        return OfValues(contract, name)
            ?? OfExceptions(contract, name)
            ?? NameRules.OfContract(contract, KnownTypes.AutoRecoverAttribute, ContractParser.StemOf(contract) + "Supervised");
    }

    /// <summary>Makes the rule for the operations of a contract: any whose shape is right can be carried, if it says of replays what makes sense.</summary>
    public static Func<IMethodSymbol, Refusal?> RuleFor(INamedTypeSymbol contract) => ReplayRules.OfOperation;

    private static Refusal? OfValues(INamedTypeSymbol contract, string name)
    {
        var attribute = AttributeReader.Find(contract, KnownTypes.AutoRecoverAttribute);
        foreach (var count in Counts)
        {
            if (attribute.Named<int>(count) is < 0 and var value)
            {
                return new Refusal(Descriptors.BadValue, contract, name, count, Literal.Of(value), "a positive number, or leave it out for the default");
            }
        }

        return attribute.Named<int>("Pending") is var pending && (pending < 0 || pending >= AutoRecoverParser.Pending.Length)
            ? new Refusal(Descriptors.BadValue, contract, name, "Pending", Literal.Of(pending), "a member of PendingCalls")
            : null;
    }

    private static Refusal? OfExceptions(INamedTypeSymbol contract, string name)
    {
        var seen = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var attribute in AutoRecoverParser.ExceptionsOf(contract))
        {
            var exception = attribute.AttributeClass!.TypeArguments[0];
            if (attribute.Argument<int>(0) is var action && (action < 0 || action >= AutoRecoverParser.Actions.Length))
            {
                return new Refusal(Descriptors.BadValue, contract, name, $"the action of '{TypeNames.Plain(exception)}'", Literal.Of(action), "a member of FailureAction");
            }

            var complaint = !seen.Add(exception) ? "a second time. Remove one of the two"
                : exception is INamedTypeSymbol named && !TypeAccess.CanBeNamed(named) ? "which generated code cannot name. Make it internal or public"
                : null;
            if (complaint is not null)
            {
                return new Refusal(Descriptors.BadException, contract, name, TypeNames.Plain(exception), complaint);
            }
        }

        return null;
    }
}
