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
    public static string For(string metadataName, string attribute)
    {
        var name = metadataName.Replace('+', '.').Replace('`', '-');
        if (name.Length > LongestContract)
        {
            name = name.Substring(name.Length - LongestContract) + "-" + Hash(metadataName);
        }

        return name + "." + attribute + ".g.cs";
    }

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
