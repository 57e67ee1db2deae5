using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.CodeFixes.Recovery;

/// <summary>Writes a background loop as a supervisor runs it: it takes a token and returns a task.</summary>
internal static class Loops
{
    /// <summary>Makes the proposal; none for a second loop, which needs a contract of its own.</summary>
    public static Proposal? Write(Finding finding)
    {
        if (finding is not { Node: MethodDeclarationSyntax declaration, Symbol: IMethodSymbol loop } || finding.Fact(1).StartsWith("its contract has one", StringComparison.Ordinal))
        {
            return null;
        }

        TextEdit[]? task = TypeNames.Is(loop.ReturnType, KnownTypes.Task) || TypeNames.Is(loop.ReturnType, KnownTypes.ValueTask) ? [] : Types.Write(finding, declaration.ReturnType, KnownTypes.Task);
        var token = loop.Parameters.Length == 1 && TypeNames.Is(loop.Parameters[0].Type, KnownTypes.CancellationToken) ? [] : Token(finding, declaration, loop);
        return task is null || token is null ? null : new Proposal("Take a CancellationToken and return Task", [.. task, .. token]);
    }

    private static TextEdit[]? Token(Finding finding, MethodDeclarationSyntax declaration, IMethodSymbol loop)
    {
        if (loop.Parameters.FirstOrDefault(static parameter => TypeNames.Is(parameter.Type, KnownTypes.CancellationToken)) is { } own && Parameters.SyntaxOf(own) is { } syntax)
        {
            return [Lines.Replace(declaration.ParameterList, $"({syntax})")];
        }

        return Names.Of(finding, declaration, KnownTypes.CancellationToken) is not var (name, imports) ? null
            : [Lines.Replace(declaration.ParameterList, $"({name} cancellationToken)"), .. imports];
    }
}
