using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Resile.Generators.Declarations;

/// <summary>Tells edits within the body of a member from those that may change what a file declares.</summary>
/// <remarks>
/// When in doubt it says no, which costs a contract that is read again and changes nothing. The text around the body is the same character by character,
/// so it is parsed the same if the body begins and ends at the same places around it. A directive within may reach further, so it is doubt enough.
/// <c>SyntaxFactory.AreEquivalent</c> asks nearly the same, but passes over constants that follow a field.
/// </remarks>
internal static class BodyEdits
{
    /// <summary>Tells whether two versions of a file declare the same, apart from the inside of one body.</summary>
    public static bool Separate(SyntaxTree before, SyntaxTree after, CancellationToken cancellationToken)
    {
        if (!before.Options.Equals(after.Options))
        {
            return false;
        }

        var (old, @new) = (before.GetText(cancellationToken).ToString(), after.GetText(cancellationToken).ToString());
        var shorter = Math.Min(old.Length, @new.Length);
        var start = 0;
        while (start < shorter && old[start] == @new[start])
        {
            start++;
        }

        var rest = 0;
        while (rest < shorter - start && old[old.Length - 1 - rest] == @new[@new.Length - 1 - rest])
        {
            rest++;
        }

        if (start == old.Length && start == @new.Length)
        {
            return true;
        }

        return BodyAround(before.GetRoot(cancellationToken), TextSpan.FromBounds(start, old.Length - rest)) is { } earlier
            && BodyAround(after.GetRoot(cancellationToken), TextSpan.FromBounds(start, @new.Length - rest)) is { } later
            && InsideOf(earlier).Start == InsideOf(later).Start
            && old.Length - InsideOf(earlier).End == @new.Length - InsideOf(later).End
            && HaveSamePlace(earlier, later);
    }

    private static SyntaxNode? BodyAround(SyntaxNode root, TextSpan edit)
    {
        SyntaxNode? outermost = null;
        foreach (var node in root.FindToken(Math.Max(edit.Start - 1, 0)).Parent?.AncestorsAndSelf() ?? [])
        {
            if (IsBody(node) && InsideOf(node).Contains(edit))
            {
                outermost = node;
            }
        }

        return outermost is null || outermost.ContainsDirectives || ClosingTokenOf(outermost) is { IsMissing: true } or { ContainsDirectives: true } ? null : outermost;
    }

    // The value of a constant, an enumeration's member or an optional parameter is part of what is declared.
    private static bool IsBody(SyntaxNode node) => node switch
    {
        BlockSyntax or ArrowExpressionClauseSyntax => true,
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax } => true,
        EqualsValueClauseSyntax { Parent.Parent.Parent: FieldDeclarationSyntax field } => !field.Modifiers.Any(SyntaxKind.ConstKeyword),
        _ => false,
    };

    private static TextSpan InsideOf(SyntaxNode body)
    {
        var (start, end) = (body.GetFirstToken().Span.End, ClosingTokenOf(body).SpanStart);
        return TextSpan.FromBounds(start, Math.Max(start, end));
    }

    private static SyntaxToken ClosingTokenOf(SyntaxNode body) => body is BlockSyntax block ? block.CloseBraceToken : body.GetLastToken().GetNextToken();

    private static bool HaveSamePlace(SyntaxNode earlier, SyntaxNode later)
    {
        for (var (a, b) = ((SyntaxNode?)earlier, (SyntaxNode?)later); ; (a, b) = (a.Parent, b.Parent))
        {
            if (a is null || b is null)
            {
                return a == b;
            }

            if (a.RawKind != b.RawKind || a.SpanStart != b.SpanStart)
            {
                return false;
            }
        }
    }
}
