using System.Text;
using Resile.Generators.Payloads;

namespace Resile.Generators.Documents.Schemas;

/// <summary>Names the schemas of a document: as the types without their namespaces, where that tells them apart.</summary>
internal sealed class SchemaNames
{
    private readonly Dictionary<string, string> _names;

    /// <summary>Names definitions.</summary>
    public SchemaNames(IEnumerable<PayloadDefinition> definitions) => _names = definitions.Select(static definition => definition.Name)
        .GroupBy(Short, StringComparer.OrdinalIgnoreCase)
        .SelectMany(static group => group.Select(name => new KeyValuePair<string, string>(name, group.Count() == 1 ? group.Key : Whole(name))))
        .ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);

    /// <summary>Gets the name of a definition.</summary>
    public string Of(string definition) => _names.TryGetValue(definition, out var name) ? name : Whole(definition);

    // Page<Acme.Product?> becomes PageOfProduct.
    private static string Short(string name)
    {
        var text = new StringBuilder();
        var word = new StringBuilder();
        foreach (var letter in name)
        {
            if (letter == '.')
            {
                word.Clear();
            }
            else if (char.IsLetterOrDigit(letter) || letter == '_')
            {
                word.Append(letter);
            }
            else
            {
                text.Append(word).Append(letter switch { '<' => "Of", ',' => "And", '[' => "Array", _ => "" });
                word.Clear();
            }
        }

        return Whole(text.Append(word).ToString());
    }

    // What the names of components may consist of.
    private static string Whole(string name) => string.Concat(name.Select(static letter => letter is
        (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '.' or '-' ? letter : '-')).Trim('-');
}
