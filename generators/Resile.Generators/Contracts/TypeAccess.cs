using Microsoft.CodeAnalysis;

namespace Resile.Generators.Contracts;

/// <summary>Tells what generated code, which stands in a file of its own, can do with a type.</summary>
internal static class TypeAccess
{
    /// <summary>Tells whether a type can be named: neither it nor what contains it is file-local, private or protected.</summary>
    public static bool CanBeNamed(INamedTypeSymbol type)
    {
        for (var each = type; each is not null; each = each.ContainingType)
        {
            if (each.IsFileLocal || each.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal
                or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return type.TypeArguments.OfType<INamedTypeSymbol>().All(CanBeNamed);
    }

    /// <summary>Tells whether a type is a tuple of values, or has one among its elements or arguments.</summary>
    public static bool MentionsTuple(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => MentionsTuple(array.ElementType),
        INamedTypeSymbol named => named.IsTupleType || named.TypeArguments.Any(MentionsTuple),
        _ => false,
    };

    /// <summary>Tells whether a type is a pointer, or has one among its elements or arguments.</summary>
    public static bool MentionsPointer(ITypeSymbol type) => type switch
    {
        IPointerTypeSymbol or IFunctionPointerTypeSymbol => true,
        IArrayTypeSymbol array => MentionsPointer(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(MentionsPointer),
        _ => false,
    };
}
