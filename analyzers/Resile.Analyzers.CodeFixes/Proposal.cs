using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Resile.Analyzers.CodeFixes;

/// <summary>One way out of what a rule found: a title that a person chooses by, and the edits that follow.</summary>
/// <param name="title">What the light bulb shows.</param>
/// <param name="edits">Finds the edits, when they are asked for; none where they have become impossible.</param>
internal sealed class Proposal(string title, Func<Solution, CancellationToken, Task<IReadOnlyCollection<TextEdit>>> edits)
{
    /// <summary>Makes one whose edits are known.</summary>
    public Proposal(string title, params TextEdit[] edits)
        : this(title, (_, _) => Task.FromResult<IReadOnlyCollection<TextEdit>>(edits))
    {
    }

    /// <summary>Gets what the light bulb shows.</summary>
    public string Title { get; } = title;

    /// <summary>Makes the edits.</summary>
    public async Task<Solution> ApplyAsync(Solution solution, CancellationToken cancellationToken)
    {
        var found = await edits(solution, cancellationToken).ConfigureAwait(false);
        var changed = solution;
        foreach (var file in found.Distinct().GroupBy(static edit => edit.Tree))
        {
            // What is generated is written anew by the next build.
            if (solution.GetDocument(file.Key) is { } document and not SourceGeneratedDocument)
            {
                var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
                changed = changed.WithDocumentText(document.Id, text.WithChanges(
                    file.OrderBy(static edit => edit.Span).Select(static edit => new TextChange(edit.Span, edit.Text))));
            }
        }

        return changed;
    }
}
