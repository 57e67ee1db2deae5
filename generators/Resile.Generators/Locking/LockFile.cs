using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Resile.Generators.Locking;

/// <summary>A lock among the files that the build hands over.</summary>
/// <param name="path">Where it is.</param>
/// <param name="text">What it says.</param>
/// <param name="role">What it is: the project's own, that of what is deployed, or one to compare with that.</param>
internal sealed class LockFile(string path, string text, string role)
{
    private const string Extension = ".contract.json";
    private const string Own = "lock";
    private const string Baseline = "baseline";
    private const string Current = "current";

    /// <summary>Gets where it is.</summary>
    public string Path { get; } = path;

    /// <summary>Gets its name.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Gets what it says.</summary>
    public string Text { get; } = text;

    /// <summary>Gets whether it is that of what is deployed, and not the project's own.</summary>
    public bool IsBaseline { get; } = role == Baseline;

    /// <summary>Gets whether it is to be compared with what is deployed in the place of the project.</summary>
    public bool IsCurrent { get; } = role == Current;

    /// <summary>Finds them: the project's own first.</summary>
    public static IReadOnlyList<LockFile> In(AnalyzerOptions options, CancellationToken cancellationToken) =>
    [
        .. from file in options.AdditionalFiles
           let role = RoleOf(file, options) ?? (file.Path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? Own : null)
           where role is Own or Baseline or Current
           orderby role == Baseline, file.Path
           select new LockFile(file.Path, file.GetText(cancellationToken)?.ToString() ?? "", role),
    ];

    private static string? RoleOf(AdditionalText file, AnalyzerOptions options) =>
        options.AnalyzerConfigOptionsProvider.GetOptions(file).TryGetValue("build_metadata.AdditionalFiles.ResileContract", out var role) && role.Length > 0 ? role : null;
}
