using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.Flow;

/// <summary>Tells what types are.</summary>
internal static class TypeSearch
{
    /// <summary>Tells whether a type is another, derives from it or implements it.</summary>
    public static bool IsA(ITypeSymbol? type, string metadataName)
    {
        for (var each = type; each is not null; each = each.BaseType)
        {
            if (TypeNames.Is(each.OriginalDefinition, metadataName))
            {
                return true;
            }
        }

        return type is not null && type.AllInterfaces.Any(implemented => TypeNames.Is(implemented.OriginalDefinition, metadataName));
    }
}
