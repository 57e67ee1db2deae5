namespace Resile.Generators.Text;

/// <summary>Breaks long lines where a person would.</summary>
internal static class Wrapped
{
    private const int Width = 120;

    /// <summary>Writes what stands before a parenthesis, what stands in it, and what follows it: on one line, or on two where one is too long.</summary>
    public static string Call(string head, string arguments, string tail) =>
        arguments.Length == 0 || head.Length + arguments.Length + tail.Length + 2 <= Width
            ? $"{head}({arguments}){tail}"
            : $"{head}(\n    {arguments}){tail}";
}
