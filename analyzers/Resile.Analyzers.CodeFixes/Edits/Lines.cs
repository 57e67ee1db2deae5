using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Resile.Analyzers.CodeFixes.Edits;

/// <summary>What a piece of text takes along when it goes, and what a new line begins with.</summary>
internal static class Lines
{
    /// <summary>Removes a piece of a file: with its line, where it has that for itself; else with the blanks beside it.</summary>
    public static TextEdit Remove(SyntaxTree tree, TextSpan span)
    {
        var text = tree.GetText();
        var (first, last) = (text.Lines.GetLineFromPosition(span.Start), text.Lines.GetLineFromPosition(span.End));
        var (start, end) = (span.Start, span.End);
        while (start > first.Start && IsBlank(text[start - 1]))
        {
            start--;
        }

        while (end < last.End && IsBlank(text[end]))
        {
            end++;
        }

        return new TextEdit(
            tree,
            start == first.Start && end == last.End ? TextSpan.FromBounds(start, last.EndIncludingLineBreak)
                : end == last.End ? TextSpan.FromBounds(start, span.End)
                : start < span.Start || start == first.Start || text[start - 1] == '(' ? TextSpan.FromBounds(span.Start, end)
                : span,
            "");
    }

    /// <summary>Removes one of several things that commas part, with a comma; what is said behind the one before it stays.</summary>
    public static TextEdit Remove<TNode>(SeparatedSyntaxList<TNode> list, TNode node)
        where TNode : SyntaxNode
    {
        var index = list.IndexOf(node);
        var span = index > 0 ? TextSpan.FromBounds(list[index - 1].Span.End, node.Span.End)
            : list.Count > 1 ? TextSpan.FromBounds(node.SpanStart, list[1].SpanStart)
            : node.Span;
        var comment = index > 0 ? list.GetSeparator(index - 1).TrailingTrivia : default;
        return new TextEdit(node.SyntaxTree, span, comment.Any(SyntaxKind.SingleLineCommentTrivia) ? comment.ToFullString() + IndentAt(node.SyntaxTree, node.SpanStart) : "");
    }

    /// <summary>Replaces a node, but not what surrounds it.</summary>
    public static TextEdit Replace(SyntaxNode node, string text) => new(node.SyntaxTree, node.Span, text);

    /// <summary>Inserts text.</summary>
    public static TextEdit Insert(SyntaxTree tree, int position, string text) => new(tree, new TextSpan(position, 0), text);

    /// <summary>Gets the blanks that the line of a position begins with.</summary>
    public static string IndentAt(SyntaxTree tree, int position)
    {
        var text = tree.GetText();
        var line = text.Lines.GetLineFromPosition(position);
        var end = line.Start;
        while (end < position && IsBlank(text[end]))
        {
            end++;
        }

        return text.ToString(TextSpan.FromBounds(line.Start, end));
    }

    /// <summary>Gets what ends the lines of a file.</summary>
    public static string BreakOf(SyntaxTree tree)
    {
        var text = tree.GetText();
        var line = text.Lines[0];
        return line.EndIncludingLineBreak > line.End ? text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) : "\n";
    }

    private static bool IsBlank(char letter) => letter is ' ' or '\t';
}
