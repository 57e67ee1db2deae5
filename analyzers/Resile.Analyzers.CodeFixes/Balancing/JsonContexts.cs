using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Analyzers.Json;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.CodeFixes.Balancing;

/// <summary>Lets a serializer context know a type.</summary>
internal static class JsonContexts
{
    private const string SerializableAttribute = "System.Text.Json.Serialization.JsonSerializableAttribute";

    // A serializer sees no difference between what may be null and what may not, and an attribute cannot name the parts of a tuple.
    private static readonly SymbolDisplayFormat Display = SymbolDisplayFormat.MinimallyQualifiedFormat
        .RemoveMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier)
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    /// <summary>Makes the proposal, where the solution has the source of the context.</summary>
    public static Proposal? Add(Finding finding)
    {
        if (finding.Property(JsonMetadataAnalyzer.ContextProperty) is not { } name || finding.Property(JsonMetadataAnalyzer.TypeProperty) is not { } missing
            || finding.Model.Compilation.GetTypeByMetadataName(name) is not { } context
            || AttributeReader.Find(context, SerializableAttribute)?.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax { Parent: AttributeListSyntax { Parent: TypeDeclarationSyntax declaration } } known)
        {
            return null;
        }

        // What names the attribute there can name it once more.
        var tree = declaration.SyntaxTree;
        var type = TypeOf(finding, declaration, missing);
        var last = declaration.AttributeLists.Last();
        var comment = last.GetTrailingTrivia().LastOrDefault(static trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia));
        var attribute = $"[{known.Name}(typeof({type}))]";
        return new Proposal($"Add {attribute} to '{context.Name}'", Lines.Insert(
            tree, comment.RawKind != 0 ? comment.Span.End : last.Span.End, Lines.BreakOf(tree) + Lines.IndentAt(tree, declaration.SpanStart) + attribute));
    }

    private static string TypeOf(Finding finding, TypeDeclarationSyntax declaration, string missing)
    {
        var compilation = finding.Model.Compilation;
        if (!compilation.ContainsSyntaxTree(declaration.SyntaxTree))
        {
            return missing;
        }

        var model = compilation.GetSemanticModel(declaration.SyntaxTree);
        return model.GetSpeculativeTypeInfo(declaration.SpanStart, SyntaxFactory.ParseTypeName(missing), SpeculativeBindingOption.BindAsTypeOrNamespace).Type is { TypeKind: not TypeKind.Error } type
            ? type.ToMinimalDisplayString(model, declaration.SpanStart, Display)
            : missing;
    }
}
