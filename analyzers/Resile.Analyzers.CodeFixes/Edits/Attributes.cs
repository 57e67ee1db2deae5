using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Resile.Analyzers.CodeFixes.Edits;

/// <summary>Edits of attributes and of their arguments.</summary>
internal static class Attributes
{
    /// <summary>Removes an attribute, and its brackets where nothing is left in them.</summary>
    public static TextEdit Remove(AttributeSyntax attribute)
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        return list.Attributes.Count > 1 ? Lines.Remove(list.Attributes, attribute) : Lines.Remove(list.SyntaxTree, list.Span);
    }

    /// <summary>Puts an attribute on a declaration, beside the last one that it has.</summary>
    /// <param name="finding">What was found.</param>
    /// <param name="declaration">A member, a type or a parameter.</param>
    /// <param name="metadataName">The attribute.</param>
    /// <param name="rest">What follows its name.</param>
    public static TextEdit[]? Add(Finding finding, SyntaxNode declaration, string metadataName, string rest = "")
    {
        if (Names.OfAttribute(finding, declaration, metadataName) is not var (name, imports))
        {
            return null;
        }

        var lists = declaration is ParameterSyntax parameter ? parameter.AttributeLists : ((MemberDeclarationSyntax)declaration).AttributeLists;
        var edit = lists.LastOrDefault() is { Target: null, Attributes.Count: > 0 } last
            ? Lines.Insert(declaration.SyntaxTree, last.Attributes.Last().Span.End, ", " + name + rest)
            : Lines.Insert(declaration.SyntaxTree, declaration.SpanStart, "[" + name + rest + "]" + (declaration is ParameterSyntax ? " "
                : Lines.BreakOf(declaration.SyntaxTree) + Lines.IndentAt(declaration.SyntaxTree, declaration.SpanStart)));
        return [edit, .. imports];
    }

    /// <summary>Puts another attribute in the place of one.</summary>
    /// <param name="finding">What was found.</param>
    /// <param name="attribute">The attribute that goes.</param>
    /// <param name="metadataName">The one that comes.</param>
    /// <param name="arguments">Its arguments with their parentheses; null for those of the one that goes.</param>
    public static TextEdit[]? Replace(Finding finding, AttributeSyntax attribute, string metadataName, string? arguments = null) =>
        Names.OfAttribute(finding, attribute, metadataName) is not var (name, imports) ? null
            : [arguments is null ? Lines.Replace(attribute.Name, name) : Lines.Replace(attribute, name + arguments), .. imports];

    /// <summary>Finds a named argument.</summary>
    public static AttributeArgumentSyntax? Named(AttributeSyntax? attribute, string name) =>
        attribute?.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name);

    /// <summary>Finds the argument of a constructor by its place.</summary>
    public static AttributeArgumentSyntax? Positional(AttributeSyntax? attribute, int index) =>
        attribute?.ArgumentList?.Arguments is { } arguments && arguments.Count > index && arguments[index].NameEquals is null ? arguments[index] : null;

    /// <summary>Removes an argument, and the parentheses where nothing is left in them.</summary>
    public static TextEdit Remove(AttributeArgumentSyntax argument)
    {
        var list = (AttributeArgumentListSyntax)argument.Parent!;
        return list.Arguments.Count > 1 ? Lines.Remove(list.Arguments, argument) : new TextEdit(list.SyntaxTree, list.Span, "");
    }

    /// <summary>Sets a named argument.</summary>
    public static TextEdit Set(AttributeSyntax attribute, string name, string value) =>
        Named(attribute, name) is { } argument ? Lines.Replace(argument.Expression, value)
        : attribute.ArgumentList is not { } list ? Lines.Insert(attribute.SyntaxTree, attribute.Span.End, $"({name} = {value})")
        : Lines.Insert(attribute.SyntaxTree, list.CloseParenToken.SpanStart, (list.Arguments.Count > 0 ? ", " : "") + $"{name} = {value}");

    /// <summary>Reads a text that is written out where it stands; null for any other, which has its place elsewhere.</summary>
    public static string? TextOf(AttributeArgumentSyntax? argument) =>
        argument?.Expression is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } literal ? literal.Token.ValueText : null;

    /// <summary>Writes another text.</summary>
    public static TextEdit Write(AttributeArgumentSyntax argument, string text) => Lines.Replace(argument.Expression, SymbolDisplay.FormatLiteral(text, quote: true));
}
