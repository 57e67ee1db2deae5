using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.Messaging;

/// <summary>Finds durable calls whose messages are not stored with what their function commits.</summary>
internal static class DualWrites
{
    /// <summary>The property of a diagnostic that says what to call the contract on instead.</summary>
    public const string SenderProperty = "Sender";

    // A function that saves by other means than its context may do so after the call, too.
    private static readonly string[] Saving = ["Save", "Commit", "Complete", "Flush"];

    /// <summary>Finds out whether a call is not stored with what its function commits.</summary>
    /// <param name="call">A call of a durable contract.</param>
    /// <param name="contract">The contract.</param>
    /// <param name="writes">What the function writes.</param>
    /// <param name="graph">The function.</param>
    /// <param name="type">The type that it belongs to.</param>
    public static Diagnostic? Find(
        IInvocationOperation call, INamedTypeSymbol contract, IEnumerable<DatabaseWrite> writes, FlowGraph graph, INamedTypeSymbol? type)
    {
        var sender = Sender.Of(call);
        var commits = writes.Where(static write => write.IsCommit).ToArray();
        return sender.Kind switch
        {
            SenderKind.Injected when type?.IsAbstract != true && !DurableCalls.WorksInHandler(type) => OfInjected(call, contract, commits, graph),
            SenderKind.Transaction or SenderKind.Enlisted when sender.Root is { } root => OfCommitted(call, root, commits, graph),
            SenderKind.Context when sender.Root is { } root and not IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } } =>
                OfUnsaved(call, root, commits, graph),
            _ => null,
        };
    }

    private static Diagnostic? OfInjected(IInvocationOperation call, INamedTypeSymbol contract, DatabaseWrite[] commits, FlowGraph graph)
    {
        var beside = commits.Where(commit => graph.Reaches(call.Syntax, commit.Call.Syntax) || graph.Reaches(commit.Call.Syntax, call.Syntax))
            .OrderBy(static commit => commit.Kind == SenderKind.Context ? 0 : 1).FirstOrDefault();
        if (beside is null)
        {
            return null;
        }

        var name = contract.ToMinimalDisplayString(call.SemanticModel!, call.Syntax.SpanStart);
        var (what, sender) = beside.Kind switch
        {
            SenderKind.Context => ("Call it on the context before that saves", $"{TextOf(beside, "context")}.Durable<{name}>()"),
            SenderKind.Transaction => ("Call it on the transaction before that is committed", $"{TextOf(beside, "transaction")}.For<{name}>()"),
            _ => ("Take part in the transaction before that is committed", $"outbox.Enlist({TextOf(beside, "transaction")}).For<{name}>()"),
        };

        // Where the call comes too late, another sender alone would not mend it.
        var canReplace = beside.Root is { } root && beside.Kind != SenderKind.Enlisted && IsKnownAt(call, root) && graph.Reaches(call.Syntax, beside.Call.Syntax);
        return Report(
            call, $"is stored on its own and not with what '{beside.Name}' commits, so that one of the two may happen without the other", $"{what}: {sender}",
            canReplace ? ImmutableDictionary<string, string?>.Empty.Add(SenderProperty, sender) : null);
    }

    private static Diagnostic? OfCommitted(IInvocationOperation call, ISymbol transaction, DatabaseWrite[] commits, FlowGraph graph) =>
        commits.Any(commit => SymbolEqualityComparer.Default.Equals(commit.Root, transaction) && graph.Reaches(commit.Call.Syntax, call.Syntax)
            && !IsBegunAnew(transaction, commit.Call.Syntax, call))
            ? Report(call, $"comes after '{transaction.Name}' was committed, which takes no messages any more", "Send before the commit")
            : null;

    private static Diagnostic? OfUnsaved(IInvocationOperation call, ISymbol context, DatabaseWrite[] commits, FlowGraph graph)
    {
        var saves = commits.Where(commit => commit.Kind == SenderKind.Context && SymbolEqualityComparer.Default.Equals(commit.Root, context)).ToArray();
        return saves.Any(save => graph.Reaches(save.Call.Syntax, call.Syntax))
            && !saves.Any(save => graph.Reaches(call.Syntax, save.Call.Syntax, throughLoops: true))
            && !IsSavedOtherwise(call)
                ? Report(call, $"waits for the next save of '{context.Name}', but none follows here, and what is not saved is not sent", "Send before the context saves")
                : null;
    }

    private static bool IsSavedOtherwise(IInvocationOperation call) => Functions.Of(call).Descendants().OfType<IInvocationOperation>()
        .Any(other => other.Syntax.SpanStart > call.Syntax.Span.End && Saving.Any(word => other.TargetMethod.Name.Contains(word)));

    // A variable that holds one transaction after the other.
    private static bool IsBegunAnew(ISymbol transaction, SyntaxNode commit, IInvocationOperation call) => Functions.Of(call).Descendants().OfType<IAssignmentOperation>()
        .Any(assignment => assignment.Syntax.SpanStart > commit.Span.End && assignment.Syntax.Span.End < call.Syntax.SpanStart
            && SymbolEqualityComparer.Default.Equals(Functions.RootOf(assignment.Target), transaction));

    private static bool IsKnownAt(IInvocationOperation call, ISymbol root) => root is not ILocalSymbol local
        || (local.Locations[0].SourceSpan.End < call.Syntax.SpanStart
            && call.SemanticModel!.LookupSymbols(call.Syntax.SpanStart, name: local.Name).Contains(local, SymbolEqualityComparer.Default));

    // As it stands there, with whatever leads to it.
    private static string TextOf(DatabaseWrite write, string fallback) => write.Root is null ? fallback : write.Call.Instance!.Syntax.ToString();

    private static Diagnostic Report(IInvocationOperation call, string complaint, string remedy, ImmutableDictionary<string, string?>? properties = null)
    {
        return Diagnostic.Create(Descriptors.DualWrite, Places.TargetOf(call), properties, DurableCalls.NameOf(call), complaint, remedy);
    }
}
