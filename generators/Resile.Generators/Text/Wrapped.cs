namespace Resile.Generators.Text;

/// <summary>Breaks long lines where a person would.</summary>
internal static class Wrapped
{
    private const int Width = 120;

    /// <summary>
    /// Writes what stands before a parenthesis, what stands in it, and what follows it: on one line; on two where one is too long; and
    /// with a line for each argument where even two are.
    /// </summary>
    public static string Call(string head, IEnumerable<string> arguments, string tail)
    {
        var list = arguments.ToList();
        var joined = string.Join(", ", list);
        var end = tail.IndexOf('\n') is >= 0 and var newLine ? newLine : tail.Length;
        if (list.Count == 0 || head.Length + joined.Length + end + 2 <= Width)
        {
            return $"{head}({joined}){tail}";
        }

        return joined.Length + end <= Width
            ? $"{head}(\n    {joined}){tail}"
            : $"{head}(\n    {string.Join(",\n    ", list)}){tail}";
    }
}
