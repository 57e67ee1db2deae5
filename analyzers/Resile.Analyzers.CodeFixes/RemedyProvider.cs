using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Resile.Analyzers.CodeFixes;

/// <summary>Offers the remedies of a table. Those of one kind can be applied to a document, a project or a solution at once.</summary>
public abstract class RemedyProvider : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds => [.. Table.Select(static remedy => remedy.Rule.Id).Distinct()];

    /// <summary>Gets the table.</summary>
    internal abstract ImmutableArray<Remedy> Table { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var solution = context.Document.Project.Solution;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await Finding.OfAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } finding)
            {
                continue;
            }

            foreach (var remedy in Table)
            {
                if (remedy.Rule.Id == diagnostic.Id && remedy.Propose(finding) is { } proposal)
                {
                    context.RegisterCodeFix(
                        CodeAction.Create(proposal.Title, cancellationToken => proposal.ApplyAsync(solution, cancellationToken), remedy.Key), diagnostic);
                }
            }
        }
    }
}
