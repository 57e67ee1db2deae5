using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.CodeFixes.Edits;

/// <summary>Edits of the parameters of methods.</summary>
internal static class Parameters
{
    /// <summary>Removes a parameter.</summary>
    public static TextEdit Remove(ParameterSyntax parameter) => parameter.Parent is ParameterListSyntax list
        ? Lines.Remove(list.Parameters, parameter)
        : new TextEdit(parameter.SyntaxTree, parameter.Span, "");

    /// <summary>Adds a parameter: behind those that callers must pass, and before the token.</summary>
    public static TextEdit Add(MethodDeclarationSyntax method, IMethodSymbol symbol, string parameter)
    {
        var list = method.ParameterList;
        var index = symbol.Parameters.TakeWhile(static each => !each.IsOptional && !each.IsParams && !TypeNames.Is(each.Type, KnownTypes.CancellationToken)).Count();
        return index < list.Parameters.Count
            ? Lines.Insert(list.SyntaxTree, list.Parameters[index].SpanStart, parameter + ", ")
            : Lines.Insert(list.SyntaxTree, list.CloseParenToken.SpanStart, (list.Parameters.Count > 0 ? ", " : "") + parameter);
    }

    /// <summary>Gets the declaration of a parameter.</summary>
    public static ParameterSyntax? SyntaxOf(IParameterSymbol? parameter) => parameter?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as ParameterSyntax;

    /// <summary>Finds a parameter of a method by its name.</summary>
    public static IParameterSymbol? Named(IMethodSymbol? method, string name) => method?.Parameters.FirstOrDefault(parameter => parameter.Name == name);
}
