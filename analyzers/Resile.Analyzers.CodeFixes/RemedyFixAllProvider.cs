using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Resile.Analyzers.CodeFixes;

/// <summary>Applies one remedy to all that a rule finds in a document, a project or a solution, in one pass.</summary>
/// <remarks>
/// The one that comes with Roslyn compares whole documents, and gives up a document in which two findings add something in the same place, as two types to one serializer
/// context do. Edits are known here, so they need only be put together.
/// </remarks>
internal sealed class RemedyFixAllProvider : FixAllProvider
{
    private RemedyFixAllProvider()
    {
    }

    /// <summary>Gets the provider, which has no state.</summary>
    public static RemedyFixAllProvider Instance { get; } = new();

    /// <inheritdoc/>
    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) => Task.FromResult<CodeAction?>(
        CodeAction.Create("Mend all", cancellationToken => MendAsync(fixAllContext.WithCancellationToken(cancellationToken)), fixAllContext.CodeActionEquivalenceKey));

    private static async Task<Solution> MendAsync(FixAllContext context)
    {
        var (solution, edits) = (context.Solution, new EditSet());
        foreach (var diagnostic in (await DiagnosticsOfAsync(context).ConfigureAwait(false)).OrderBy(static each => each.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(static each => each.Location.SourceSpan))
        {
            if (solution.GetDocument(diagnostic.Location.SourceTree) is { } document
                && await Finding.OfAsync(document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { } finding
                && ((RemedyProvider)context.CodeFixProvider).ProposalsFor(finding, diagnostic.Id).FirstOrDefault(each => each.Remedy.Key == context.CodeActionEquivalenceKey).Proposal is { } proposal)
            {
                edits.TryAdd(await proposal.FindEditsAsync(solution, context.CancellationToken).ConfigureAwait(false));
            }
        }

        return await edits.ApplyAsync(solution, context.CancellationToken).ConfigureAwait(false);
    }

    private static async Task<IEnumerable<Diagnostic>> DiagnosticsOfAsync(FixAllContext context)
    {
        if (context.Scope == FixAllScope.Document)
        {
            return context.Document is null ? [] : await context.GetDocumentDiagnosticsAsync(context.Document).ConfigureAwait(false);
        }

        var found = new List<Diagnostic>();
        foreach (var project in context.Scope == FixAllScope.Project ? [context.Project] : context.Solution.Projects)
        {
            found.AddRange(await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false));
        }

        return found;
    }
}
