using System.Globalization;
using System.Text;

namespace Resile.Generators.Documents.Pictures;

/// <summary>Writes names so that Mermaid takes them for nothing else.</summary>
internal static class PictureText
{
    /// <summary>Writes the identity of a node: the same in the pictures of all projects, so that they can be joined.</summary>
    /// <param name="prefix">What keeps it from being a word of the language.</param>
    /// <param name="name">The whole name of what it stands for.</param>
    public static string Id(string prefix, string name)
    {
        var text = new StringBuilder(prefix).Append('_');
        foreach (var letter in name)
        {
            _ = letter is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') ? text.Append(letter)
                : letter == '.' ? text.Append('_')
                : text.Append("_x").Append(((int)letter).ToString("x", CultureInfo.InvariantCulture)).Append('_');
        }

        return text.ToString();
    }

    /// <summary>Writes a text that people read; lines are parted by line feeds.</summary>
    public static string Label(string label)
    {
        var text = new StringBuilder();
        foreach (var letter in label)
        {
            _ = letter == '\n' ? text.Append("<br/>")
                : char.IsLetterOrDigit(letter) || char.IsSurrogate(letter) || letter is ' ' or '.' or ',' or '-' or '_' or '/' or ':' ? text.Append(letter)
                : text.Append('#').Append(((int)letter).ToString(CultureInfo.InvariantCulture)).Append(';');
        }

        return text.ToString();
    }
}
