using System.Globalization;
using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Payloads;

/// <summary>Reads the limits that attributes of data annotations set to values.</summary>
internal static class PayloadConstraints
{
    /// <summary>Lists them, each keyword once.</summary>
    /// <param name="symbol">The property or parameter.</param>
    /// <param name="type">Its type.</param>
    /// <param name="parameter">The parameter of the constructor that it is made of; null where there is none.</param>
    public static EquatableArray<PayloadConstraint> Of(ISymbol symbol, ITypeSymbol type, IParameterSymbol? parameter = null)
    {
        var isText = type.SpecialType == SpecialType.System_String;
        var attributes = symbol.GetAttributes().Concat(parameter is null ? [] : parameter.GetAttributes());
        return attributes.SelectMany(attribute => Of(attribute, isText ? "Length" : "Items"))
            .GroupBy(static constraint => constraint.Keyword, StringComparer.Ordinal).Select(static group => group.First()).ToEquatableArray();
    }

    private static IEnumerable<PayloadConstraint> Of(AttributeData attribute, string what)
    {
        var type = attribute.AttributeClass;
        return TypeNames.Is(type, KnownTypes.RangeAttribute) ? Numbers(attribute, "minimum", "maximum")
            : TypeNames.Is(type, KnownTypes.LengthAttribute) ? Numbers(attribute, "min" + what, "max" + what)
            : TypeNames.Is(type, KnownTypes.MinLengthAttribute) ? Numbers(attribute, "min" + what)
            : TypeNames.Is(type, KnownTypes.MaxLengthAttribute) ? Numbers(attribute, "max" + what)
            : TypeNames.Is(type, KnownTypes.StringLengthAttribute) ? Numbers(attribute, "maxLength").Concat(
                attribute.Named<int>("MinimumLength") is > 0 and var least ? [new("minLength", Literal.Of(least))] : [])
            : TypeNames.Is(type, KnownTypes.RegularExpressionAttribute) && attribute.Argument<string>(0) is { } pattern ? [new("pattern", JsonText.Quote(pattern))]
            : [];
    }

    private static IEnumerable<PayloadConstraint> Numbers(AttributeData attribute, params string[] keywords)
    {
        for (var index = 0; index < keywords.Length && index < attribute.ConstructorArguments.Length; index++)
        {
            if (attribute.ConstructorArguments[index] is { Kind: TypedConstantKind.Primitive, Value: { } value } && Number(value) is { } number)
            {
                yield return new(keywords[index], number);
            }
        }
    }

    private static string? Number(object value) => value switch
    {
        int number => Literal.Of(number),
        double number when !double.IsNaN(number) && !double.IsInfinity(number) => number.ToString("R", CultureInfo.InvariantCulture),
        _ => null,
    };
}
