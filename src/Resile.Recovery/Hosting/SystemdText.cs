using System.Text;

namespace Resile.Recovery.Hosting;

/// <summary>Writes text into a systemd unit so that it means just itself: see systemd.syntax(7) and systemd.service(5), "Command lines".</summary>
internal static class SystemdText
{
    /// <summary>Writes the value of a setting.</summary>
    public static string Line(string text)
    {
        Refuse(text);
        return text.Replace("%", "%%", StringComparison.Ordinal);
    }

    /// <summary>Writes one word of a command line.</summary>
    public static string Argument(string text)
    {
        Refuse(text);
        var word = new StringBuilder(text).Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("%", "%%").Replace("$", "$$").ToString();
        return word.Length > 0 && word.All(static letter => char.IsAsciiLetterOrDigit(letter) || "_-./:=,%+@$".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"\"{word}\"";
    }

    private static void Refuse(string text)
    {
        if (text.Any(char.IsControl))
        {
            throw new ArgumentException($"'{text.ReplaceLineEndings("\\n")}' has a line break or another control character, which a unit cannot hold. Take it out.", nameof(text));
        }
    }
}
