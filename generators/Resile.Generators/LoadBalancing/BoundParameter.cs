using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.LoadBalancing;

/// <summary>A parameter, and how it travels.</summary>
/// <remarks>It holds symbols, so it lives only within one transform, never in a model; it writes no names before they are needed.</remarks>
internal sealed class BoundParameter
{
    /// <summary>Begins with a parameter that has no place yet.</summary>
    public BoundParameter(IParameterSymbol symbol)
    {
        Symbol = symbol;
        Form = ArgumentTypes.FormOf(symbol.Type, out var element);
        Element = element;
    }

    /// <summary>Gets the parameter.</summary>
    public IParameterSymbol Symbol { get; }

    /// <summary>Gets what it is as text.</summary>
    public ArgumentForm Form { get; }

    /// <summary>Gets the type of the value, or of each of them.</summary>
    public ITypeSymbol Element { get; }

    /// <summary>Gets or sets where it travels.</summary>
    public ArgumentPlace Place { get; set; }

    /// <summary>Gets or sets its name there.</summary>
    public string WireName { get; set; } = "";

    /// <summary>Gets or sets the name that its attribute gives it; null for its own.</summary>
    public string? DeclaredName { get; set; }

    /// <summary>Gets or sets whether an attribute says where it travels.</summary>
    public bool IsDeclared { get; set; }

    /// <summary>Gets or sets its content type as a body; null for the default.</summary>
    public string? ContentType { get; set; }

    /// <summary>Gets or sets its format in the query; null for the default.</summary>
    public string? Format { get; set; }

    /// <summary>Gets or sets what stands between its elements in the query; null where each stands alone.</summary>
    public string? Separator { get; set; }

    /// <summary>Gets what it is in a body, a form or a query.</summary>
    public ContentForm Content => ContentTypes.Of(Element, Place, Form, ContentType);

    /// <summary>Gets whether it may be null.</summary>
    public bool IsNullable => ArgumentTypes.MayBeNull(Symbol.Type);

    /// <summary>Writes the model.</summary>
    public ArgumentModel ToModel()
    {
        var parameter = OperationParser.Parameter(Symbol);
        var key = HashKeyRules.IsKey(Symbol) ? HashKeyRules.ValueOf(Symbol.Type, parameter.Name) : null;
        return new ArgumentModel(parameter, Place, WireName, Form, TypeNames.Full(Element), IsNullable, key,
            Content, ContentType, Format, Separator,
            Content == ContentForm.Object ? ObjectShapes.Of(Element, DeclaredName is null ? "" : DeclaredName + ".") : null);
    }
}
