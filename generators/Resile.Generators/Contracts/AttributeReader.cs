using Microsoft.CodeAnalysis;

namespace Resile.Generators.Contracts;

/// <summary>Reads the attributes of symbols by their metadata names.</summary>
internal static class AttributeReader
{
    /// <summary>Finds an attribute on a symbol.</summary>
    public static AttributeData? Find(ISymbol symbol, string metadataName)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (TypeNames.Is(attribute.AttributeClass, metadataName))
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>Tells whether a symbol is marked obsolete.</summary>
    public static bool IsObsolete(ISymbol symbol) => Find(symbol, KnownTypes.ObsoleteAttribute) is not null;

    /// <summary>Reads a constructor argument, or a default where it is missing or of another type.</summary>
    public static T? Argument<T>(this AttributeData? attribute, int index, T? fallback = default) =>
        attribute is not null && attribute.ConstructorArguments.Length > index
            && attribute.ConstructorArguments[index] is { Kind: not TypedConstantKind.Array, Value: T value }
            ? value
            : fallback;

    /// <summary>Reads a named argument, or a default where it is missing or of another type.</summary>
    public static T? Named<T>(this AttributeData? attribute, string name, T? fallback = default)
    {
        if (attribute is not null)
        {
            foreach (var argument in attribute.NamedArguments)
            {
                if (argument.Key == name && argument.Value is { Kind: not TypedConstantKind.Array, Value: T value })
                {
                    return value;
                }
            }
        }

        return fallback;
    }
}
