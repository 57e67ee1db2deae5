using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Resile.Analyzers.CodeFixes.Edits;

/// <summary>Edits of modifiers.</summary>
internal static class Modifiers
{
    private static readonly SyntaxKind[] Accessibility =
        [SyntaxKind.PublicKeyword, SyntaxKind.InternalKeyword, SyntaxKind.ProtectedKeyword, SyntaxKind.PrivateKeyword, SyntaxKind.FileKeyword];

    /// <summary>Makes a type partial.</summary>
    public static TextEdit? MakePartial(SyntaxNode node) =>
        node is TypeDeclarationSyntax type && !type.Modifiers.Any(SyntaxKind.PartialKeyword) ? Lines.Insert(type.SyntaxTree, type.Keyword.SpanStart, "partial ") : null;

    /// <summary>Says who may use a member or a type.</summary>
    public static TextEdit[] SetAccessibility(MemberDeclarationSyntax member, string accessibility)
    {
        var old = member.Modifiers.Where(static modifier => Accessibility.Contains(modifier.Kind())).ToArray();
        return old.Length == 0
            ? [Lines.Insert(member.SyntaxTree, First(member).SpanStart, accessibility + " ")]
            : [new TextEdit(member.SyntaxTree, old[0].Span, accessibility), .. old.Skip(1).Select(Remove)];
    }

    /// <summary>Removes modifiers.</summary>
    public static TextEdit[] Remove(SyntaxTokenList modifiers, params SyntaxKind[] kinds) =>
        [.. modifiers.Where(modifier => kinds.Contains(modifier.Kind())).Select(Remove)];

    private static TextEdit Remove(SyntaxToken modifier) =>
        new(modifier.SyntaxTree!, TextSpan.FromBounds(modifier.SpanStart, modifier.GetNextToken().SpanStart), "");

    private static SyntaxToken First(MemberDeclarationSyntax member) => member.AttributeLists.Count == 0
        ? member.GetFirstToken()
        : member.AttributeLists.Last().GetLastToken().GetNextToken();
}
