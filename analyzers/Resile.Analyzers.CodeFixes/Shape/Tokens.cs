using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;

namespace Resile.Analyzers.CodeFixes.Shape;

/// <summary>Lets an operation, and what implements it in the solution, take a token.</summary>
internal static class Tokens
{
    private const string Name = "cancellationToken";

    /// <summary>Makes the proposal. Callers stay as they are: the token may be left out.</summary>
    public static Proposal? Add(Finding finding)
    {
        if (finding is not { Node: MethodDeclarationSyntax declaration, Symbol: IMethodSymbol operation } || !CanTake(operation, declaration))
        {
            return null;
        }

        return new Proposal($"Take a '{Name}'", async (solution, cancellationToken) =>
        {
            var edits = new List<TextEdit>(await AddAsync(solution, declaration, operation, cancellationToken).ConfigureAwait(false));
            foreach (var implementation in await SymbolFinder.FindImplementationsAsync(operation, solution, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                var overrides = await SymbolFinder.FindOverridesAsync(implementation, solution, cancellationToken: cancellationToken).ConfigureAwait(false);
                foreach (var method in overrides.Concat([implementation]).OfType<IMethodSymbol>().SelectMany(PartsOf))
                {
                    if (method.DeclaringSyntaxReferences is { Length: 1 } references && references[0].GetSyntax(cancellationToken) is MethodDeclarationSyntax syntax && CanTake(method, syntax))
                    {
                        edits.AddRange(await AddAsync(solution, syntax, method, cancellationToken).ConfigureAwait(false));
                    }
                }
            }

            return edits;
        });
    }

    private static IMethodSymbol[] PartsOf(IMethodSymbol method) => method.PartialImplementationPart is { } body ? [method, body] : [method];

    // What has such a name already, or takes any number of arguments at its end, is left to a person.
    private static bool CanTake(IMethodSymbol method, MethodDeclarationSyntax syntax) => !method.Parameters.Any(static parameter => parameter.Name == Name || parameter.IsParams)
        && !syntax.DescendantNodes().OfType<VariableDeclaratorSyntax>().Any(static variable => variable.Identifier.ValueText == Name);

    private static async Task<TextEdit[]> AddAsync(Solution solution, MethodDeclarationSyntax syntax, IMethodSymbol method, CancellationToken cancellationToken)
    {
        var (type, imports) = await Names.OfAsync(solution, syntax, KnownTypes.CancellationToken, cancellationToken).ConfigureAwait(false);
        // Of an explicit implementation nobody could leave it out, and of a partial method the declaration says so.
        var parameter = $"{type} {Name}" + (method.ExplicitInterfaceImplementations.IsEmpty && method.PartialDefinitionPart is null ? " = default" : "");
        var list = syntax.ParameterList;
        var last = list.Parameters.LastOrDefault();
        return [Lines.Insert(list.SyntaxTree, last?.Span.End ?? list.CloseParenToken.SpanStart, (last is null ? "" : ", ") + parameter), .. imports];
    }
}
