using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Resile.Analyzers.CodeFixes;

/// <summary>A piece of a file, and what stands there instead.</summary>
/// <remarks>Edits are of text, not of syntax: what a person has formatted, and half-typed code beside it, stays as it is to the letter.</remarks>
internal readonly record struct TextEdit(SyntaxTree Tree, TextSpan Span, string Text);
