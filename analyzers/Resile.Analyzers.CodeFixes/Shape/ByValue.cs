using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.CodeFixes.Shape;

/// <summary>Passes a parameter by value.</summary>
internal static class ByValue
{
    private const string Span = "System.Span`1";
    private const string ReadOnlySpan = "System.ReadOnlySpan`1";

    /// <summary>Removes <c>ref</c>, <c>in</c> and <c>ref readonly</c>; what an <c>out</c> parameter gives has to be returned instead.</summary>
    public static Proposal? WithoutModifiers(Finding finding) =>
        finding is { Node: ParameterSyntax parameter, Symbol: IParameterSymbol { RefKind: not (RefKind.None or RefKind.Out) } symbol } && !symbol.Type.IsRefLikeType
        && !TypeAccess.MentionsPointer(symbol.Type)
            ? new Proposal("Pass it by value", References(parameter))
            : null;

    /// <summary>Passes a span as memory.</summary>
    public static Proposal? Memory(Finding finding)
    {
        if (SpanOf(finding) is not var (parameter, item, isReadOnly))
        {
            return null;
        }

        return Types.Wrap(finding, parameter.Type!, isReadOnly ? "System.ReadOnlyMemory`1" : "System.Memory`1", item.ToString()) is not { } edits ? null
            : new Proposal(isReadOnly ? $"Pass 'ReadOnlyMemory<{item}>'" : $"Pass 'Memory<{item}>'",
                [.. edits, .. References(parameter), .. Modifiers.Remove(parameter.Modifiers, SyntaxKind.ParamsKeyword)]);
    }

    /// <summary>Passes a span as an array.</summary>
    public static Proposal? Array(Finding finding) => SpanOf(finding) is not var (parameter, item, _) ? null
        : new Proposal($"Pass '{item}[]'", [Lines.Replace(parameter.Type!, item + "[]"), .. References(parameter)]);

    private static (ParameterSyntax Parameter, TypeSyntax Item, bool IsReadOnly)? SpanOf(Finding finding) =>
        finding is { Node: ParameterSyntax { Type: { } type } parameter, Symbol: IParameterSymbol { RefKind: not RefKind.Out } symbol }
        && Types.Argument(type) is { } item && TypeNames.Is(symbol.Type, ReadOnlySpan) is var isReadOnly && (isReadOnly || TypeNames.Is(symbol.Type, Span))
            ? (parameter, item, isReadOnly)
            : null;

    private static TextEdit[] References(ParameterSyntax parameter) => Modifiers.Remove(
        parameter.Modifiers, SyntaxKind.RefKeyword, SyntaxKind.InKeyword, SyntaxKind.ReadOnlyKeyword, SyntaxKind.ScopedKeyword);
}
