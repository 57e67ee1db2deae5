using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Payloads;

/// <summary>Names members as System.Text.Json does, with the web defaults that both sides of a contract use.</summary>
internal static class JsonNames
{
    /// <summary>Names a property.</summary>
    public static string Of(ISymbol property) =>
        AttributeReader.Find(property, KnownTypes.JsonPropertyNameAttribute).Argument<string>(0) ?? Camel(property.Name);

    /// <summary>Writes a name in camel case: of capitals in a row, all but the last become small, and that too at the end.</summary>
    public static string Camel(string name)
    {
        var letters = name.ToCharArray();
        for (var index = 0; index < letters.Length && char.IsUpper(letters[index]); index++)
        {
            var isLast = index > 0 && index + 1 < letters.Length && !char.IsUpper(letters[index + 1]);
            if (isLast)
            {
                break;
            }

            letters[index] = char.ToLowerInvariant(letters[index]);
        }

        return new string(letters);
    }
}
