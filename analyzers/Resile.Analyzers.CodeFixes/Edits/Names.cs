using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.CodeFixes.Edits;

/// <summary>Names types as a person would, with the using that this takes.</summary>
internal static class Names
{
    /// <summary>Names a type at a place.</summary>
    /// <returns>The name without type arguments, and the edits that import its namespace; null where the project does not know the type.</returns>
    public static (string Name, TextEdit[] Imports)? Of(Finding finding, SyntaxNode place, string metadataName) => Of(finding.Model.Compilation, place, metadataName);

    /// <summary>Names a type at a place of any project.</summary>
    public static async Task<(string Name, TextEdit[] Imports)> OfAsync(Solution solution, SyntaxNode place, string metadataName, CancellationToken cancellationToken)
    {
        var compilation = solution.GetDocument(place.SyntaxTree) is { } document ? await document.Project.GetCompilationAsync(cancellationToken).ConfigureAwait(false) : null;
        return (compilation is null ? null : Of(compilation, place, metadataName)) ?? ("global::" + metadataName, []);
    }

    /// <summary>Names an attribute at a place.</summary>
    public static (string Name, TextEdit[] Imports)? OfAttribute(Finding finding, SyntaxNode place, string metadataName)
    {
        if (Of(finding, place, metadataName) is not var (name, imports))
        {
            return null;
        }

        // The short name may belong to something else.
        var shortName = Finding.ShortName(metadataName);
        var isTaken = finding.Model.Compilation.GetSemanticModel(place.SyntaxTree).LookupNamespacesAndTypes(place.SpanStart, name: shortName).Any();
        return (isTaken ? name : name.Substring(0, name.LastIndexOf('.') + 1) + shortName, imports);
    }

    /// <summary>Imports a namespace: in its place among the others, those of the system first.</summary>
    public static TextEdit Import(SyntaxTree tree, string space)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot();
        var line = "using " + space + ";" + Lines.BreakOf(tree);
        var usings = root.Usings.Where(static each => each.Alias is null && each.StaticKeyword.RawKind == 0 && each.GlobalKeyword.RawKind == 0 && each.Name is not null).ToArray();
        if (usings.FirstOrDefault(each => Compare(space, each.Name!.ToString()) < 0) is { } next)
        {
            return Lines.Insert(tree, StartOfLine(tree, next.SpanStart), line);
        }

        if (root.Usings.LastOrDefault() is { } last)
        {
            return Lines.Insert(tree, tree.GetText().Lines.GetLineFromPosition(last.Span.End).EndIncludingLineBreak, line);
        }

        // Below what heads the file, above what documents its first type.
        var first = root.Externs.Count > 0 ? root.Externs.Last().GetLastToken().GetNextToken() : root.GetFirstToken();
        var document = first.LeadingTrivia.FirstOrDefault(static trivia => trivia.HasStructure && trivia.GetStructure() is DocumentationCommentTriviaSyntax);
        return Lines.Insert(tree, StartOfLine(tree, document.RawKind != 0 ? document.FullSpan.Start : first.SpanStart), line + Lines.BreakOf(tree));
    }

    private static (string Name, TextEdit[] Imports)? Of(Compilation compilation, SyntaxNode place, string metadataName)
    {
        if (compilation.GetTypeByMetadataName(metadataName) is not { } type || !compilation.ContainsSyntaxTree(place.SyntaxTree))
        {
            return null;
        }

        var model = compilation.GetSemanticModel(place.SyntaxTree);
        var found = model.LookupNamespacesAndTypes(place.SpanStart, name: type.Name)
            .Where(symbol => symbol is not INamedTypeSymbol other || other.Arity == type.Arity).ToArray();
        return found.Length == 0 ? (type.Name, [Import(place.SyntaxTree, TypeNames.Namespace(type.ContainingNamespace))])
            : found.Length == 1 && SymbolEqualityComparer.Default.Equals(found[0], type) ? (type.Name, [])
            : ("global::" + metadataName.Split('`')[0], []);
    }

    private static int StartOfLine(SyntaxTree tree, int position) => tree.GetText().Lines.GetLineFromPosition(position).Start;

    private static int Compare(string one, string other) => IsOfTheSystem(one) == IsOfTheSystem(other)
        ? string.Compare(one, other, StringComparison.OrdinalIgnoreCase)
        : IsOfTheSystem(one) ? -1 : 1;

    private static bool IsOfTheSystem(string space) => space == "System" || space.StartsWith("System.", StringComparison.Ordinal);
}
