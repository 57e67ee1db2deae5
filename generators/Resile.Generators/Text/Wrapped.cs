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
        if (list.Count == 0 || head.Length + joined.Length + tail.Length + 2 <= Width)
        {
            return $"{head}({joined}){tail}";
        }

        return joined.Length + tail.Length <= Width
            ? $"{head}(\n    {joined}){tail}"
            : $"{head}(\n    {string.Join(",\n    ", list)}){tail}";
    }
}
