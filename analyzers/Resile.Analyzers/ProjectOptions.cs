using Microsoft.CodeAnalysis.Diagnostics;

namespace Resile.Analyzers;

/// <summary>What the project file says that matters to rules.</summary>
internal static class ProjectOptions
{
    private static readonly string[] Ahead = ["build_property.PublishAot", "build_property.EnableAotAnalyzer"];

    /// <summary>Tells whether a project is published with Native AOT, or wants to suit those that are (<c>PublishAot</c>, <c>IsAotCompatible</c>).</summary>
    public static bool IsCompiledAhead(AnalyzerOptions options) => Ahead.Any(name =>
        options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(name, out var value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase));
}
