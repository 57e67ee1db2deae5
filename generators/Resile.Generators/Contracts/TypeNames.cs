using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Contracts;

/// <summary>Writes symbols as source.</summary>
internal static class TypeNames
{
    private static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat Display = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    /// <summary>Writes a type so that no using of the user's can change its meaning.</summary>
    public static string Full(ITypeSymbol type) => type.ToDisplayString(Qualified);

    /// <summary>Writes a type with <c>object</c> in place of <c>dynamic</c>, which is the same type but cannot be an interface's argument.</summary>
    public static string FullWithoutDynamic(ITypeSymbol type) => Regex.Replace(Full(type), @"\bdynamic\b", "object");

    /// <summary>Writes a type or member as a person names it.</summary>
    public static string Plain(ISymbol symbol) => symbol.ToDisplayString(Display);

    /// <summary>Gets the metadata name of a type, its namespace and containing types included.</summary>
    public static string Metadata(INamedTypeSymbol type)
    {
        if (type.ContainingType is { } container)
        {
            return Metadata(container) + "+" + type.MetadataName;
        }

        return type.ContainingNamespace is { IsGlobalNamespace: false } space
            ? space.ToDisplayString() + "." + type.MetadataName
            : type.MetadataName;
    }

    /// <summary>Tells whether a type has a given metadata name.</summary>
    public static bool Is(ITypeSymbol? type, string metadataName) =>
        type is INamedTypeSymbol named && Metadata(named.OriginalDefinition) == metadataName;

    /// <summary>Writes a name as an identifier, with an <c>@</c> where it is a keyword.</summary>
    public static string Identifier(string name) =>
        Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(name) == Microsoft.CodeAnalysis.CSharp.SyntaxKind.None
            ? name
            : "@" + name;
}
