using System.Globalization;
using Microsoft.CodeAnalysis;
using Resile.Generators.Text;

namespace Resile.Generators.Upcasting;

/// <summary>Reads the value that <c>[Since]</c> gives to a member where it is missing.</summary>
internal static class DefaultValue
{
    /// <summary>Tells whether an attribute gives one.</summary>
    public static bool IsGiven(AttributeData since) => since.NamedArguments.Any(static argument => argument.Key == "Default");

    /// <summary>Writes it as JSON.</summary>
    /// <returns>The JSON; null where none is given, or it does not fit the member.</returns>
    public static string? Of(ShapeMember member) => member.Since is { } since
        && since.NamedArguments.FirstOrDefault(static argument => argument.Key == "Default") is { Key: not null, Value: { Kind: not TypedConstantKind.Array and not TypedConstantKind.Type } value }
        && Json(value) is { } json && Fits(json, member)
            ? json
            : null;

    private static string? Json(TypedConstant constant) => constant.Value switch
    {
        null => "null",
        bool truth => Literal.Of(truth),
        string text => JsonText.Quote(text),
        char letter => JsonText.Quote(letter.ToString()),
        double number => double.IsNaN(number) || double.IsInfinity(number) ? null : number.ToString("R", CultureInfo.InvariantCulture),
        float number => float.IsNaN(number) || float.IsInfinity(number) ? null : number.ToString("R", CultureInfo.InvariantCulture),
        var number => Convert.ToString(number, CultureInfo.InvariantCulture),
    };

    // What nothing is known of takes anything; a secret member takes nothing that is in clear.
    private static bool Fits(string json, ShapeMember member)
    {
        if (member.IsSecret)
        {
            return false;
        }

        if (json == "null")
        {
            return member.Type.NullableAnnotation == NullableAnnotation.Annotated || member.Type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.None };
        }

        var kind = JsonKinds.Of(member.Type);
        return kind is null || kind == (json[0] == '"' ? JsonKinds.Text : json is "true" or "false" ? JsonKinds.Truth : JsonKinds.Number);
    }
}
