using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Resile.Analyzers.CodeFixes;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.Tests;

/// <summary>
/// The presets in the package and the table in the documents name every rule. <c>UPDATE_SNAPSHOTS=1</c> writes them anew.
/// </summary>
public sealed class PresetTests
{
    private const string Begin = "<!-- rules -->\n";
    private const string End = "<!-- /rules -->";

    private static readonly string Repository = typeof(PresetTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    private static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1";

    private static readonly DiagnosticDescriptor[] Rules = [.. Descriptors.All.OrderBy(static rule => rule.Id, StringComparer.Ordinal)];

    [Theory]
    [InlineData("none", "No rule of Resile is told. What a contract of the wrong shape cannot do fails when it is called.")]
    [InlineData("default", "Every rule as it is without a preset: to copy, and to change a few.")]
    [InlineData("strict", "What will misbehave is an error, and what is a matter of taste is a warning.")]
    public void Preset_sets_every_rule(string name, string what)
    {
        var text = new StringBuilder()
            .Append($"# Resile: {what}\n")
            .Append($"# Chosen by <ResileAnalysisMode>{char.ToUpperInvariant(name[0])}{name[1..]}</ResileAnalysisMode>, or copied into a file .globalconfig.\n")
            .Append("is_global = true\nglobal_level = 0\n");
        foreach (var rule in Rules)
        {
            text.Append($"\n# {rule.Id}: {rule.Title}\ndotnet_diagnostic.{rule.Id}.severity = {SeverityIn(name, rule.DefaultSeverity)}\n");
        }

        Holds(Path.Combine(Repository, "analyzers", "config", name + ".editorconfig"), text.ToString());
    }

    [Fact]
    public void Document_lists_every_rule()
    {
        var path = Path.Combine(Repository, "docs", "analyzers.md");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var fixable = typeof(RemedyProvider).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(RemedyProvider)))
            .SelectMany(static type => ((RemedyProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds).ToHashSet(StringComparer.Ordinal);
        var table = "| rule | what it asks | by default | in strict | code fix |\n|---|---|---|---|---|\n" + string.Concat(Rules.Select(rule =>
            $"| [{rule.Id}](../analyzers/docs/{rule.Id}.md) | {rule.Title.ToString().Replace("<", "\\<", StringComparison.Ordinal)} | {SeverityIn("default", rule.DefaultSeverity)} "
            + $"| {SeverityIn("strict", rule.DefaultSeverity)} | {(fixable.Contains(rule.Id) ? "yes" : "")} |\n"));

        Holds(path, page[..(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + table + page[page.IndexOf(End, StringComparison.Ordinal)..]);
    }

    private static string SeverityIn(string preset, DiagnosticSeverity severity) => (preset, severity) switch
    {
        ("none", _) => "none",
        ("strict", DiagnosticSeverity.Info) => "warning",
        ("strict", _) or (_, DiagnosticSeverity.Error) => "error",
        (_, DiagnosticSeverity.Warning) => "warning",
        (_, DiagnosticSeverity.Info) => "suggestion",
        _ => "silent",
    };

    private static void Holds(string path, string expected)
    {
        if (Update)
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
