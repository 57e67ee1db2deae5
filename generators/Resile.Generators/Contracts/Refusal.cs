using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Contracts;

/// <summary>A rule that a contract breaks, and where. Of an error, nothing is generated for what breaks it; a warning is said, and no more.</summary>
/// <remarks>It holds a symbol, so it lives only within one transform or one analyzer callback, never in a model.</remarks>
internal sealed class Refusal(DiagnosticDescriptor rule, ISymbol symbol, params object[] arguments)
{
    /// <summary>Gets the rule that is broken.</summary>
    public DiagnosticDescriptor Rule { get; } = rule;

    /// <summary>Gets whether nothing can be generated for what breaks it.</summary>
    public bool IsFinal => Rule.DefaultSeverity == DiagnosticSeverity.Error;

    /// <summary>Gets the symbol that breaks it.</summary>
    public ISymbol Symbol { get; } = symbol;

    /// <summary>Gets the attribute that breaks it, where that is a better place to look than the symbol.</summary>
    public AttributeData? Attribute { get; private set; }

    /// <summary>Gets what the rule's message names.</summary>
    public object[] Arguments { get; } = arguments;

    /// <summary>Says that an attribute of the symbol is the place to look.</summary>
    public Refusal At(AttributeData attribute)
    {
        Attribute = attribute;
        return this;
    }

    /// <summary>Makes the diagnostic. What its message names is in its properties as well, by the places there: a code fix reads them.</summary>
    public Diagnostic ToDiagnostic(Location place) => Diagnostic.Create(
        Rule, place, Arguments.Select(static (argument, index) => (index, argument)).ToImmutableDictionary(
            static fact => fact.index.ToString(CultureInfo.InvariantCulture), static fact => Convert.ToString(fact.argument, CultureInfo.InvariantCulture))!, Arguments);

    /// <summary>Writes the rule and its message, as generated code throws it.</summary>
    public override string ToString() => Rule.Id + ": "
        + string.Format(CultureInfo.InvariantCulture, Rule.MessageFormat.ToString(CultureInfo.InvariantCulture), Arguments);
}
