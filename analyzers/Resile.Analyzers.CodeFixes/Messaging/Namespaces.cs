using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Resile.Analyzers.CodeFixes.Edits;

namespace Resile.Analyzers.CodeFixes.Messaging;

/// <summary>Moves the types of a file that has no namespace into that of its project.</summary>
internal static class Namespaces
{
    /// <summary>Makes the proposal: for a file of types alone.</summary>
    public static Proposal? Move(Finding finding, INamedTypeSymbol? type)
    {
        if (type?.DeclaringSyntaxReferences is not { Length: 1 } declarations || declarations[0].GetSyntax() is not { Parent: CompilationUnitSyntax root } declaration
            || !root.Members.All(static member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax) || root.AttributeLists.Count > 0
            || NameOf(finding.Document.Project) is not { } space)
        {
            return null;
        }

        return new Proposal($"Move what the file declares into the namespace '{space}'", async (solution, cancellationToken) =>
        {
            var edits = new List<TextEdit> { Declare(root, space) };
            foreach (var member in root.Members)
            {
                if (finding.Model.Compilation.GetSemanticModel(root.SyntaxTree).GetDeclaredSymbol(member, cancellationToken) is { } moved)
                {
                    var references = await SymbolFinder.FindReferencesAsync(moved, solution, cancellationToken).ConfigureAwait(false);
                    edits.AddRange(references.SelectMany(static reference => reference.Locations).Select(static reference => reference.Location)
                        .Where(location => location.SourceTree != root.SyntaxTree && !IsWithin(location, space)).Select(location => Names.Import(location.SourceTree!, space)));
                }
            }

            return edits;
        });
    }

    private static TextEdit Declare(CompilationUnitSyntax root, string space)
    {
        var tree = root.SyntaxTree;
        var first = root.Members[0].GetFirstToken();
        var comment = first.LeadingTrivia.FirstOrDefault(static trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia));
        var line = tree.GetText().Lines.GetLineFromPosition(comment.RawKind != 0 ? comment.FullSpan.Start : first.SpanStart);
        return Lines.Insert(tree, line.Start, $"namespace {space};{Lines.BreakOf(tree)}{Lines.BreakOf(tree)}");
    }

    private static bool IsWithin(Location location, string space) =>
        location.SourceTree!.GetRoot().FindNode(location.SourceSpan).Ancestors().OfType<BaseNamespaceDeclarationSyntax>()
            .Any(outer => (outer.Name + ".").StartsWith(space + ".", StringComparison.Ordinal))
        || ((CompilationUnitSyntax)location.SourceTree.GetRoot()).Usings.Any(each => each.Name?.ToString() == space);

    private static string? NameOf(Project project)
    {
        var name = project.DefaultNamespace is { Length: > 0 } own ? own : project.AssemblyName;
        return Regex.IsMatch(name, "^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*$") ? name : null;
    }
}
