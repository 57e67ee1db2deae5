using Microsoft.CodeAnalysis.Diagnostics;

namespace Resile.Generators.Documents;

/// <summary>What the project asks for, by properties of its build.</summary>
/// <param name="HasDocuments">Whether it asks for documents for people: <c>ResileDocuments</c>.</param>
internal sealed record DocumentSettings(bool HasDocuments)
{
    private const string Prefix = "build_property.";

    /// <summary>Reads the properties; nothing where nothing is asked for.</summary>
    public static IEnumerable<DocumentSettings> Read(AnalyzerConfigOptions options)
    {
        var settings = new DocumentSettings(IsTrue(options, "ResileDocuments"));
        return settings.HasDocuments ? [settings] : [];
    }

    private static bool IsTrue(AnalyzerConfigOptions options, string property) =>
        options.TryGetValue(Prefix + property, out var value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
