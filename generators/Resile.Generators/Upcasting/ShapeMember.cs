using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Upcasting;

/// <summary>A member of an object of a message.</summary>
/// <remarks>It holds symbols, so it lives only within one transform or one analyzer callback, never in a model.</remarks>
/// <param name="jsonName">Its name as JSON.</param>
/// <param name="type">Its type.</param>
/// <param name="symbol">The property or parameter.</param>
/// <param name="parameter">The parameter of the constructor that a property is made of; attributes may stand there.</param>
internal sealed class ShapeMember(string jsonName, ITypeSymbol type, ISymbol symbol, IParameterSymbol? parameter)
{
    /// <summary>Gets its name as JSON.</summary>
    public string JsonName { get; } = jsonName;

    /// <summary>Gets its type.</summary>
    public ITypeSymbol Type { get; } = type;

    /// <summary>Gets the property or parameter.</summary>
    public ISymbol Symbol { get; } = symbol;

    /// <summary>Gets whether it is encrypted.</summary>
    public bool IsSecret => Attributes(KnownTypes.SecretAttribute).Any();

    /// <summary>Gets the names that it had.</summary>
    public IEnumerable<string> FormerNames => Attributes(KnownTypes.RenamedFromAttribute).Select(static attribute => attribute.Argument<string>(0)).OfType<string>();

    /// <summary>Gets what says since when it is there.</summary>
    public AttributeData? Since => Attributes(KnownTypes.SinceAttribute).FirstOrDefault();

    /// <summary>Lists its attributes of a kind.</summary>
    public IEnumerable<AttributeData> Attributes(string metadataName) => Symbol.GetAttributes().Concat(parameter is null ? [] : parameter.GetAttributes())
        .Where(attribute => TypeNames.Is(attribute.AttributeClass, metadataName));
}
