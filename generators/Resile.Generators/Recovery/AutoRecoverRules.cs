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

    /// <summary>
    /// Makes the rule for the operations of a contract: any whose shape is right can be carried, if it says of replays what makes sense, and a supervisor can run a loop.
    /// </summary>
    public static Func<IMethodSymbol, Refusal?> RuleFor(INamedTypeSymbol contract)
    {
        var first = ContractMembers.ToImplement(contract).OfType<IMethodSymbol>().FirstOrDefault(IsLoop);
        return method => IsLoop(method) ? OfLoop(method, first) : ReplayRules.OfOperation(method);
    }

    /// <summary>Tells whether a method is run by the supervisor.</summary>
    public static bool IsLoop(IMethodSymbol method) => AttributeReader.Find(method, KnownTypes.BackgroundLoopAttribute) is not null;

    private static Refusal? OfLoop(IMethodSymbol loop, IMethodSymbol? first)
    {
        var complaint = !SymbolEqualityComparer.Default.Equals(loop, first) ? "its contract has one of already. Move one of the two to a contract of its own"
            : OperationParser.ShapeOf(loop.ReturnType) is not (ReturnShape.Task or ReturnShape.ValueTask) ? "returns something else than a task without a result. Return Task"
            : loop.Parameters.Length != 1 || !TypeNames.Is(loop.Parameters[0].Type, KnownTypes.CancellationToken)
                ? "nobody hands arguments to. Let it take a CancellationToken, which ends it, and inject the rest into the implementation"
            : null;
        return complaint is null ? null : new Refusal(Descriptors.BadLoop, loop, TypeNames.Plain(loop.ContainingType) + "." + loop.Name, complaint);
    }

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
