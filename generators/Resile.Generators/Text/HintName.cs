using System.Globalization;
using System.Text;

namespace Resile.Generators.Text;

/// <summary>Names generated files so that they sort beside their contract and never collide.</summary>
internal static class HintName
{
    // Windows refuses paths over 260 characters, and obj/generated/... takes its share of them.
    private const int LongestContract = 120;

    /// <summary>Names the file that one attribute writes for one contract.</summary>
    /// <param name="metadataName">The contract's full metadata name, as in <c>Acme.Outer+IOrders</c>.</param>
    /// <param name="attribute">The attribute without its suffix, as in <c>LoadBalanced</c>.</param>
    /// <param name="isShared">Whether the file of another contract would have the name, too.</param>
    public static string For(string metadataName, string attribute, bool isShared = false)
    {
        var name = Readable(metadataName);
        if (name.Length > LongestContract || isShared)
        {
            name = name.Substring(Math.Max(0, name.Length - LongestContract)) + "-" + Hash(metadataName);
        }

        return name + "." + attribute + ".g.cs";
    }

    /// <summary>Finds the contracts whose files would have one name: files are told apart without regard to case.</summary>
    public static EquatableArray<string> Shared(IEnumerable<string> metadataNames) => metadataNames
        .GroupBy(Readable, StringComparer.OrdinalIgnoreCase)
        .Where(static group => group.Count() > 1)
        .SelectMany(static group => group)
        .OrderBy(static name => name, StringComparer.Ordinal)
        .ToEquatableArray();

    private static string Readable(string metadataName) => metadataName.Replace('+', '.').Replace('`', '-');

    // FNV-1a: string.GetHashCode differs from process to process, and a hint name must not.
    private static string Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ value) * 16777619u);
        }

        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
