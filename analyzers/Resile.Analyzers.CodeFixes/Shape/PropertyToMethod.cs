using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;

namespace Resile.Analyzers.CodeFixes.Shape;

/// <summary>Replaces a property that is read alone by a method that returns a task.</summary>
internal static class PropertyToMethod
{
    /// <summary>Makes the proposal.</summary>
    public static Proposal? Of(Finding finding)
    {
        if (finding is not { Node: PropertyDeclarationSyntax property, Symbol: IPropertySymbol { SetMethod: null, IsIndexer: false, RefKind: RefKind.None } symbol }
            || !Types.CanBeArgument(symbol.Type) || property.AccessorList is not { } accessors
            || Names.Of(finding, property, KnownTypes.TaskOfT) is not var (task, imports) || Names.Of(finding, property, KnownTypes.CancellationToken) is not var (token, moreImports))
        {
            return null;
        }

        var name = symbol.Name.StartsWith("Get", StringComparison.Ordinal) ? symbol.Name + "Async" : $"Get{symbol.Name}Async";
        return symbol.ContainingType.GetMembers(name).Any() ? null : new Proposal(
            $"Replace it by '{name}'",
            [
                Lines.Replace(property.Type, $"{task}<{property.Type}>"),
                new TextEdit(property.SyntaxTree, TextSpan.FromBounds(property.Identifier.SpanStart, accessors.Span.End), $"{name}({token} cancellationToken = default);"),
                .. imports, .. moreImports,
            ]);
    }
}
