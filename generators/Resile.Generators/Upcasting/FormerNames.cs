using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Messaging;

namespace Resile.Generators.Upcasting;

/// <summary>Reads what <c>[RenamedFrom]</c> says of a type or method.</summary>
internal static class FormerNames
{
    /// <summary>Lists the names.</summary>
    public static IEnumerable<string> Of(ISymbol symbol) => symbol.GetAttributes()
        .Where(static attribute => TypeNames.Is(attribute.AttributeClass, KnownTypes.RenamedFromAttribute))
        .Select(static attribute => attribute.Argument<string>(0)).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>Tells whether a name can be that of a message on the wire: namespace, colon, type.</summary>
    public static bool IsOnTheWire(string name) =>
        MessageNames.CanBeTopic(name) && name.IndexOf(':') is > 0 and var colon && colon < name.Length - 1 && name.LastIndexOf(':') == colon;
}
