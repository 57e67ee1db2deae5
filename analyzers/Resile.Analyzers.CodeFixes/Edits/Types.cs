using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.CodeFixes.Edits;

/// <summary>Edits of the types that methods return and take.</summary>
internal static class Types
{
    /// <summary>Puts a type into one that wraps it.</summary>
    public static TextEdit[]? Wrap(Finding finding, TypeSyntax type, string metadataName, string argument) =>
        Names.Of(finding, type, metadataName) is not var (name, imports) ? null : [Lines.Replace(type, $"{name}<{argument}>"), .. imports];

    /// <summary>Writes another type.</summary>
    public static TextEdit[]? Write(Finding finding, TypeSyntax type, string metadataName) =>
        Names.Of(finding, type, metadataName) is not var (name, imports) ? null : [Lines.Replace(type, name), .. imports];

    /// <summary>Gets the type within the last wrapper of that name, as in <c>Task&lt;T&gt;</c>; null where there is none.</summary>
    public static TypeSyntax? Argument(TypeSyntax? type) => type switch
    {
        GenericNameSyntax { TypeArgumentList.Arguments: { Count: 1 } arguments } => arguments[0],
        QualifiedNameSyntax { Right: GenericNameSyntax name } => Argument(name),
        AliasQualifiedNameSyntax { Name: GenericNameSyntax name } => Argument(name),
        NullableTypeSyntax nullable => Argument(nullable.ElementType),
        _ => null,
    };

    /// <summary>Gets what stands before the argument of a wrapper: <c>Task</c> of <c>Task&lt;T&gt;</c>.</summary>
    public static string? NameOf(TypeSyntax type) => Argument(type) is { Parent: TypeArgumentListSyntax list }
        ? type.ToString().Substring(0, list.SpanStart - type.SpanStart)
        : null;

    /// <summary>Tells whether something can be the argument of a task.</summary>
    public static bool CanBeArgument(ITypeSymbol type) =>
        type is { IsRefLikeType: false, SpecialType: not SpecialType.System_Void } && !TypeAccess.MentionsPointer(type)
        && !TypeNames.Is(type, "System.IObservable`1");

    /// <summary>Finds the result of a task.</summary>
    public static ITypeSymbol? ResultOf(IMethodSymbol? method) => method?.ReturnType is INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } type
        && (TypeNames.Is(type, KnownTypes.TaskOfT) || TypeNames.Is(type, KnownTypes.ValueTaskOfT)) ? arguments[0] : null;
}
