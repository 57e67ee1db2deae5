using System.Globalization;
using System.Text;

namespace Resile.Testing.Messaging;

/// <summary>Tells what has become of the messages, for people: assertions end with it.</summary>
internal sealed class HarnessStory(DateTimeOffset began)
{
    private const int LongestError = 200;

    private readonly StringBuilder _text = new();

    /// <summary>Begins a part.</summary>
    public HarnessStory Part(string title)
    {
        _text.Append(title).AppendLine(":");
        return this;
    }

    /// <summary>Adds lines, or says that there are none.</summary>
    public HarnessStory Lines<T>(IReadOnlyCollection<T> entries, Func<T, DateTimeOffset> at, Func<T, string> describe)
    {
        foreach (var entry in entries)
        {
            _text.Append(CultureInfo.InvariantCulture, $"  {(at(entry) - began).TotalSeconds,10:0.000} s  ").AppendLine(describe(entry));
        }

        if (entries.Count == 0)
        {
            _text.AppendLine("  (none)");
        }

        return this;
    }

    /// <summary>Writes an error on one line.</summary>
    public static string OnOneLine(string? error)
    {
        var line = (error ?? "").ReplaceLineEndings(" ");
        return line.Length <= LongestError ? line : line[..LongestError] + "...";
    }

    public override string ToString() => _text.ToString();
}
