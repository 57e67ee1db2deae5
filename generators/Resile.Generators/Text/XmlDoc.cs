using System.Text;

namespace Resile.Generators.Text;

/// <summary>Writes text into XML documentation.</summary>
internal static class XmlDoc
{
    /// <summary>Writes what a user chose, such as a name of a service, so that it can neither end a line nor begin an element.</summary>
    public static string Text(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                _ when char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF' || char.IsSurrogate(letter) => escaped.Append(' '),
                _ => escaped.Append(letter),
            };
        }

        return escaped.ToString();
    }
}
