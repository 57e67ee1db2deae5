using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;

namespace Resile.Analyzers.CodeFixes.Recovery;

/// <summary>Lets an asynchronous method return a task, and its callers await it.</summary>
internal static class AsyncVoid
{
    /// <summary>Makes the proposal: of a private method that asynchronous methods of its class call, and nothing else.</summary>
    public static Proposal? Of(Finding finding)
    {
        if (finding is not { Node: MethodDeclarationSyntax declaration, Symbol: IMethodSymbol { DeclaredAccessibility: Accessibility.Private } method }
            || Types.Write(finding, declaration.ReturnType, KnownTypes.Task) is not { } edits)
        {
            return null;
        }

        var uses = method.ContainingType.DeclaringSyntaxReferences.SelectMany(static reference => reference.GetSyntax().DescendantNodes()).OfType<SimpleNameSyntax>()
            .Where(name => name.Identifier.ValueText == method.Name
                && SymbolEqualityComparer.Default.Equals(finding.Model.Compilation.GetSemanticModel(name.SyntaxTree).GetSymbolInfo(name).Symbol, method)).ToArray();
        return uses.All(IsAwaitable) ? new Proposal(
            uses.Length > 0 ? "Return 'Task', and await it" : "Return 'Task'",
            [.. edits, .. uses.Select(static use => Lines.Insert(use.SyntaxTree, use.FirstAncestorOrSelf<ExpressionStatementSyntax>()!.SpanStart, "await "))]) : null;
    }

    // A statement of its own, in what is asynchronous.
    private static bool IsAwaitable(SimpleNameSyntax use)
    {
        ExpressionSyntax called = use.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access ? access : use;
        return called.Parent is InvocationExpressionSyntax { Parent: ExpressionStatementSyntax } invocation && invocation.Expression == called && Asynchronous.CanAwait(invocation);
    }
}
