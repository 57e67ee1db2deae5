using Microsoft.CodeAnalysis;
using Resile.Generators.LoadBalancing;
using Resile.Generators.Payloads;
using Resile.Generators.Text;

namespace Resile.Generators.Documents.OpenApi;

/// <summary>Says what values are that travel as text: in a path, a query, a header or a field of a form.</summary>
internal static class TextSchemas
{
    /// <summary>Reads the type of a parameter, or of a property of an object that travels property by property.</summary>
    public static PayloadType Of(ITypeSymbol type)
    {
        var form = ArgumentTypes.FormOf(type, out var element);
        return form.IsCollection ? new PayloadType(PayloadKind.List, "", Element: Single(element)) : Single(element);
    }

    /// <summary>Reads what constraints of a route say of a value, as keywords of JSON Schema.</summary>
    public static EquatableArray<PayloadConstraint> OfRoute(string constraints) =>
        constraints.Split(':').SelectMany(Keywords).GroupBy(static each => each.Keyword, StringComparer.Ordinal).Select(static group => group.First()).ToEquatableArray();

    private static PayloadType Single(ITypeSymbol type) => type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration
        ? Names(enumeration)
        : PayloadScalars.Of(type) ?? new PayloadType(PayloadKind.Text, "");

    // Several flags stand one behind the other, with commas between them, so no list of values holds.
    private static PayloadType Names(INamedTypeSymbol type)
    {
        var names = PayloadMembers.Of(type).Select(static member => JsonText.Quote(member.TextName)).Distinct();
        return new(PayloadKind.Text, "", Constraints: Contracts.AttributeReader.Find(type, KnownTypes.FlagsAttribute) is not null
            ? default
            : new[] { new PayloadConstraint("enum", "[" + string.Join(", ", names) + "]") }.ToEquatableArray());
    }

    private static IEnumerable<PayloadConstraint> Keywords(string constraint)
    {
        var (name, arguments) = constraint.IndexOf('(') is > 0 and var open
            ? (constraint.Substring(0, open), constraint.Substring(open + 1).TrimEnd(')').Split(','))
            : (constraint, []);
        return (name, arguments.Length) switch
        {
            ("min", 1) => [new("minimum", arguments[0].Trim())],
            ("max", 1) => [new("maximum", arguments[0].Trim())],
            ("range", 2) => [new("minimum", arguments[0].Trim()), new("maximum", arguments[1].Trim())],
            ("length", 1) => [new("minLength", arguments[0].Trim()), new("maxLength", arguments[0].Trim())],
            ("length", 2) => [new("minLength", arguments[0].Trim()), new("maxLength", arguments[1].Trim())],
            ("minlength", 1) => [new("minLength", arguments[0].Trim())],
            ("maxlength", 1) => [new("maxLength", arguments[0].Trim())],
            ("alpha", 0) => [new("pattern", JsonText.Quote("^[A-Za-z]*$"))],
            ("guid", 0) => [new("format", JsonText.Quote("uuid"))],
            ("datetime", 0) => [new("format", JsonText.Quote("date-time"))],
            _ => [],
        };
    }
}
