using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
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
    public sealed override FixAllProvider GetFixAllProvider() => RemedyFixAllProvider.Instance;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var solution = context.Document.Project.Solution;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await Finding.OfAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { } finding)
            {
                foreach (var (remedy, proposal) in ProposalsFor(finding, diagnostic.Id))
                {
                    context.RegisterCodeFix(CodeAction.Create(proposal.Title, cancellationToken => ApplyAsync(proposal, solution, cancellationToken), remedy.Key), diagnostic);
                }
            }
        }
    }

    /// <summary>Lists what can be done about a finding.</summary>
    internal IEnumerable<(Remedy Remedy, Proposal Proposal)> ProposalsFor(Finding finding, string id) => Table
        .Where(remedy => remedy.Rule.Id == id).Select(remedy => (remedy, remedy.Propose(finding)!)).Where(static each => each.Item2 is not null);

    private static async Task<Solution> ApplyAsync(Proposal proposal, Solution solution, CancellationToken cancellationToken)
    {
        var edits = new EditSet();
        edits.TryAdd(await proposal.FindEditsAsync(solution, cancellationToken).ConfigureAwait(false));
        return await edits.ApplyAsync(solution, cancellationToken).ConfigureAwait(false);
    }
}
