using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Resile.Analyzers.CodeFixes;

/// <summary>The edits of one remedy, or of many at once.</summary>
/// <remarks>Not safe for several threads.</remarks>
internal sealed class EditSet
{
    private readonly Dictionary<SyntaxTree, List<TextEdit>> _files = [];

    /// <summary>Adds the edits of a remedy: all of them, or none where one contradicts what was added before.</summary>
    public bool TryAdd(IReadOnlyCollection<TextEdit> edits)
    {
        // What two remedies have in common, as a using, is done once.
        var added = edits.Distinct().Where(edit => !Of(edit.Tree).Contains(edit)).ToArray();
        if (added.Any(edit => Of(edit.Tree).Exists(other => Contradict(edit.Span, other.Span))))
        {
            return false;
        }

        foreach (var edit in added)
        {
            Of(edit.Tree).Add(edit);
        }

        return true;
    }

    /// <summary>Makes the edits. Of what is generated there are none: the next build writes it anew.</summary>
    public async Task<Solution> ApplyAsync(Solution solution, CancellationToken cancellationToken)
    {
        var changed = solution;
        foreach (var file in _files)
        {
            if (solution.GetDocument(file.Key) is { } document and not SourceGeneratedDocument)
            {
                var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
                changed = changed.WithDocumentText(document.Id, text.WithChanges(file.Value.OrderBy(static edit => edit.Span).Select(static edit => new TextChange(edit.Span, edit.Text))));
            }
        }

        return changed;
    }

    private List<TextEdit> Of(SyntaxTree tree)
    {
        if (!_files.TryGetValue(tree, out var edits))
        {
            _files[tree] = edits = [];
        }

        return edits;
    }

    // Two insertions in one place follow one another; nothing is inserted into what is replaced.
    private static bool Contradict(TextSpan one, TextSpan other) => one.OverlapsWith(other)
        || (one.IsEmpty && one.Start > other.Start && one.Start < other.End) || (other.IsEmpty && other.Start > one.Start && other.Start < one.End);
}
