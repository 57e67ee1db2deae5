using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Resile.Generators.Contracts;

/// <summary>Writes symbols as source.</summary>
internal static class TypeNames
{
    private static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat Display = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    /// <summary>Writes a type so that no using of the user's can change its meaning.</summary>
    /// <remarks>
    /// <c>dynamic</c> becomes <c>object</c>: it is the same type to an implementation, cannot be an interface's argument, and would bind
    /// the calls of generated code at run time.
    /// </remarks>
    public static string Full(ITypeSymbol type)
    {
        // Nearly every parameter is one of these, and writing a symbol out costs a hundred times as much.
        if (type.NullableAnnotation != NullableAnnotation.Annotated && Simple(type) is { } simple)
        {
            return simple;
        }

        var text = type.ToDisplayString(Qualified);
        return text.IndexOf("dynamic", StringComparison.Ordinal) < 0
            ? text
            : string.Concat(type.ToDisplayParts(Qualified).Select(static part =>
                part.Symbol is IDynamicTypeSymbol ? "object" : part.ToString()));
    }

    /// <summary>Writes a type or member as a person names it.</summary>
    public static string Plain(ISymbol symbol) => symbol.ToDisplayString(Display);

    /// <summary>Gets the metadata name of a type, its namespace and containing types included.</summary>
    public static string Metadata(INamedTypeSymbol type) => type.ContainingType is { } container
        ? Metadata(container) + "+" + type.MetadataName
        : type.ContainingNamespace is { IsGlobalNamespace: false } space ? Namespace(space) + "." + type.MetadataName : type.MetadataName;

    /// <summary>Gets the name of a namespace as metadata has it, without the <c>@</c> of keywords; empty for the global one.</summary>
    public static string Namespace(INamespaceSymbol space)
    {
        var text = new StringBuilder();
        for (; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            text.Insert(0, text.Length == 0 ? space.Name : space.Name + ".");
        }

        return text.ToString();
    }

    /// <summary>Tells whether a type has a given metadata name.</summary>
    /// <remarks>It is asked at every keystroke, of every attribute and type of every contract: it compares from the end, and allocates nothing.</remarks>
    public static bool Is(ITypeSymbol? type, string metadataName)
    {
        if (type is not INamedTypeSymbol { ContainingType: null } named)
        {
            return false;
        }

        var end = metadataName.Length;
        if (named.Arity > 0 && (end < 2 || metadataName[end - 2] != '`' || metadataName[end - 1] - '0' != named.Arity))
        {
            return false;
        }

        end -= named.Arity > 0 ? 2 : 0;
        if (!EndsWith(metadataName, ref end, named.Name))
        {
            return false;
        }

        for (var space = named.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (!EndsWith(metadataName, ref end, ".") || !EndsWith(metadataName, ref end, space.Name))
            {
                return false;
            }
        }

        return end == 0;
    }

    /// <summary>Writes a name as an identifier, with an <c>@</c> where it is a keyword, or would be one in an asynchronous method.</summary>
    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && name != "await" ? name : "@" + name;

    private static string? Simple(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Int32 => "int",
        SpecialType.System_Int64 => "long",
        SpecialType.System_Boolean => "bool",
        SpecialType.System_Decimal => "decimal",
        SpecialType.System_Double => "double",
        SpecialType.System_String => "string",
        _ => Is(type, KnownTypes.CancellationToken) ? "global::" + KnownTypes.CancellationToken : null,
    };

    private static bool EndsWith(string text, ref int end, string part)
    {
        var start = end - part.Length;
        if (start < 0 || string.CompareOrdinal(text, start, part, 0, part.Length) != 0)
        {
            return false;
        }

        end = start;
        return true;
    }
}
