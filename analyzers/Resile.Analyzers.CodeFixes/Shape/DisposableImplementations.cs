using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.Text;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.CodeFixes.Shape;

/// <summary>Lets the implementations of a contract be disposable, instead of the contract.</summary>
internal static class DisposableImplementations
{
    /// <summary>Makes the proposal.</summary>
    public static Proposal? Of(Finding finding)
    {
        if (finding is not { Node: InterfaceDeclarationSyntax { BaseList: { } bases }, Symbol: INamedTypeSymbol contract })
        {
            return null;
        }

        var moved = bases.Types.Where(type => finding.Model.GetTypeInfo(type.Type).Type is { } known && IsDisposable(known)).ToArray();
        return moved.Length == 0 ? null : new Proposal(
            $"Move '{string.Join("' and '", moved.Select(static type => type.ToString()))}' to its implementations",
            async (solution, cancellationToken) =>
            {
                var interfaces = moved.Select(type => TypeNames.Metadata((INamedTypeSymbol)finding.Model.GetTypeInfo(type.Type).Type!)).ToArray();
                var implementations = await SymbolFinder.FindImplementationsAsync(contract, solution, cancellationToken: cancellationToken).ConfigureAwait(false);
                var edits = new List<TextEdit> { Remaining(bases, moved) };
                foreach (var implementation in implementations.OfType<INamedTypeSymbol>())
                {
                    edits.AddRange(await ImplementAsync(solution, implementation, contract, interfaces, cancellationToken).ConfigureAwait(false));
                }

                return edits;
            });
    }

    private static TextEdit Remaining(BaseListSyntax bases, BaseTypeSyntax[] moved)
    {
        var rest = bases.Types.Except(moved).ToArray();
        return rest.Length > 0 ? Lines.Replace(bases, ": " + string.Join(", ", rest.Select(static type => type.ToString()))) : Lines.Remove(bases.SyntaxTree, WithBlanks(bases));
    }

    private static TextSpan WithBlanks(BaseListSyntax bases) =>
        TextSpan.FromBounds(bases.GetFirstToken().GetPreviousToken().Span.End, bases.Span.End);

    // What derives from an implementation inherits it, and what says by itself that it is disposable says it no second time.
    private static async Task<IReadOnlyCollection<TextEdit>> ImplementAsync(
        Solution solution, INamedTypeSymbol implementation, INamedTypeSymbol contract, string[] interfaces, CancellationToken cancellationToken)
    {
        if (implementation.TypeKind == TypeKind.Interface || !implementation.Interfaces.Any(each => TypeNames.Plain(each) == TypeNames.Plain(contract))
            || implementation.DeclaringSyntaxReferences.Select(static reference => reference.GetSyntax()).OfType<TypeDeclarationSyntax>()
                .FirstOrDefault(static declaration => declaration.BaseList is not null) is not { } type)
        {
            return [];
        }

        var edits = new List<TextEdit>();
        foreach (var missing in interfaces.Where(name => !implementation.Interfaces.Any(each => TypeNames.Is(each, name))))
        {
            var (name, imports) = await Names.OfAsync(solution, type, missing, cancellationToken).ConfigureAwait(false);
            edits.AddRange([Lines.Insert(type.SyntaxTree, type.BaseList!.Span.End, ", " + name), .. imports]);
        }

        return edits;
    }

    private static bool IsDisposable(ITypeSymbol type) => TypeNames.Is(type, KnownTypes.Disposable) || TypeNames.Is(type, KnownTypes.AsyncDisposable);
}
