using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.CodeFixes.Shape;

/// <summary>Lets an operation return what can come later.</summary>
internal static class ReturnTypes
{
    /// <summary>Returns a task of what is returned at once.</summary>
    public static Proposal? Task(Finding finding)
    {
        if (finding is not { Node: MethodDeclarationSyntax declaration, Symbol: IMethodSymbol method })
        {
            return null;
        }

        var value = declaration.ReturnType is RefTypeSyntax reference ? reference.Type : declaration.ReturnType;
        var edits = method.ReturnsVoid ? Types.Write(finding, declaration.ReturnType, KnownTypes.Task)
            : Types.CanBeArgument(method.ReturnType) ? Types.Wrap(finding, declaration.ReturnType, KnownTypes.TaskOfT, value.ToString())
            : null;
        return edits is null ? null : new Proposal(method.ReturnsVoid ? "Return 'Task'" : $"Return 'Task<{value}>'", edits);
    }

    /// <summary>Returns items one by one.</summary>
    public static Proposal? AsyncEnumerable(Finding finding) =>
        finding is { Node: MethodDeclarationSyntax { ReturnType: var type }, Symbol: IMethodSymbol method } && TypeNames.Is(method.ReturnType, KnownTypes.Enumerable)
        && Types.Argument(type) is { } item && Types.Wrap(finding, type, KnownTypes.AsyncEnumerable, item.ToString()) is { } edits
            ? new Proposal($"Return 'IAsyncEnumerable<{item}>'", edits)
            : null;
}
