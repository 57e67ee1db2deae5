using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.Tests;

/// <summary>Every rule is documented, released and told apart.</summary>
public sealed partial class DescriptorTests
{
    private static readonly string Repository = typeof(DescriptorTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static TheoryData<string> Rules => [.. Descriptors.All.Select(static rule => rule.Id)];

    [Theory, MemberData(nameof(Rules))]
    public void Rule_has_a_page_that_says_cause_and_remedy(string id)
    {
        var page = File.ReadAllText(Path.Combine(Repository, "analyzers", "docs", id + ".md"));

        Assert.StartsWith($"# {id}: {Rule(id).Title}", page);
        Assert.Contains("## Cause", page);
        Assert.Contains("## Why it matters", page);
        Assert.Contains("## How to fix it", page);
        Assert.Contains("## Code fix", page);
    }

    [Theory, MemberData(nameof(Rules))]
    public void Rule_is_enabled_tracked_and_linked_to_its_page(string id)
    {
        var rule = Rule(id);
        var releases = File.ReadAllText(Path.Combine(Repository, "generators", "Resile.Generators", "AnalyzerReleases.Unshipped.md"))
            + File.ReadAllText(Path.Combine(Repository, "generators", "Resile.Generators", "AnalyzerReleases.Shipped.md"));

        Assert.Matches(IdPattern(), id);
        Assert.True(rule.IsEnabledByDefault);
        Assert.EndsWith($"/{id}.md", rule.HelpLinkUri);
        Assert.Contains($"{id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}", releases);
    }

    [Fact]
    public void Rules_have_ids_of_their_own_and_pages_have_rules()
    {
        var ids = Descriptors.All.Select(static rule => rule.Id).ToArray();
        var pages = Directory.EnumerateFiles(Path.Combine(Repository, "analyzers", "docs"), "RSL*.md")
            .Select(static path => Path.GetFileNameWithoutExtension(path)!);

        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
        Assert.Equal(ids.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }

    private static DiagnosticDescriptor Rule(string id) => Descriptors.All.Single(rule => rule.Id == id);

    [GeneratedRegex("^RSL[0-3][0-9]{3}$")]
    private static partial Regex IdPattern();
}
