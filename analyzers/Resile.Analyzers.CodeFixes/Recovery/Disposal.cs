using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Analyzers.Components;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.CodeFixes.Recovery;

/// <summary>Lets a component dispose of all that it makes, in the reverse order of its fields.</summary>
internal static class Disposal
{
    /// <summary>Makes the proposal; none for a class that has such a method already, of whatever kind.</summary>
    public static Proposal? Of(Finding finding)
    {
        // The whole class at once: its other fields lead to the same edits.
        if (finding.Node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration || finding.Type is not { } type)
        {
            return null;
        }

        var fields = ComponentRules.Of(type).Where(static refusal => refusal.Rule.Id == Descriptors.UndisposedField.Id).Select(static refusal => (IFieldSymbol)refusal.Symbol).Reverse().ToArray();
        var isAsync = fields.Any(static field => !Is(field.Type, KnownTypes.Disposable));
        var (contract, method) = isAsync ? (KnownTypes.AsyncDisposable, "DisposeAsync") : (KnownTypes.Disposable, "Dispose");
        if (fields.Length == 0 || type.GetMembers("Dispose").Any() || type.GetMembers("DisposeAsync").Any()
            || Names.Of(finding, declaration, contract) is not var (name, imports) || Names.Of(finding, declaration, KnownTypes.ValueTask) is not var (task, taskImports))
        {
            return null;
        }

        var statements = fields.Select(field => isAsync && Is(field.Type, KnownTypes.AsyncDisposable) ? $"await {field.Name}.DisposeAsync().ConfigureAwait(false);" : $"{field.Name}.Dispose();").ToArray();
        return new Proposal(
            $"Implement {name.Substring(name.LastIndexOf('.') + 1)}",
            [Implement(declaration, name), .. Body(declaration, isAsync ? $"public async {task} {method}()" : $"public void {method}()", statements), .. imports, .. isAsync ? taskImports : []]);
    }

    private static TextEdit Implement(TypeDeclarationSyntax declaration, string name) => declaration.BaseList is { } bases
        ? Lines.Insert(declaration.SyntaxTree, bases.Span.End, ", " + name)
        : Lines.Insert(declaration.SyntaxTree, declaration.ParameterList?.Span.End ?? declaration.TypeParameterList?.Span.End ?? declaration.Identifier.Span.End, " : " + name);

    private static TextEdit[] Body(TypeDeclarationSyntax declaration, string signature, string[] statements)
    {
        var tree = declaration.SyntaxTree;
        var (line, indent) = (Lines.BreakOf(tree), Lines.IndentAt(tree, declaration.SpanStart));
        var inner = indent + (indent.StartsWith("\t", StringComparison.Ordinal) ? "\t" : "    ");
        var method = statements.Length == 1 && !signature.Contains(" async ")
            ? $"{inner}{signature} => {statements[0]}{line}"
            : $"{inner}{signature}{line}{inner}{{{line}{string.Concat(statements.Select(statement => inner + inner.Substring(indent.Length) + statement + line))}{inner}}}{line}";
        var close = declaration.CloseBraceToken;
        var text = tree.GetText();
        var start = text.Lines.GetLineFromPosition(close.SpanStart).Start;
        var isOwnLine = string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(start, close.SpanStart)));
        return close.IsKind(SyntaxKind.CloseBraceToken) && !close.IsMissing
            ? [isOwnLine ? Lines.Insert(tree, start, line + method) : Lines.Insert(tree, close.SpanStart, line + method + indent)]
            : [];
    }

    private static bool Is(ITypeSymbol type, string metadataName) => TypeNames.Is(type, metadataName) || type.AllInterfaces.Any(each => TypeNames.Is(each, metadataName));
}
