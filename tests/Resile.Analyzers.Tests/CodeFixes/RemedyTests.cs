using System.Reflection;
using Microsoft.CodeAnalysis.CodeFixes;
using Resile.Analyzers.CodeFixes;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.Tests.CodeFixes;

/// <summary>Every rule has a code fix, or a page that says why there is none; and every remedy is tested.</summary>
public sealed class RemedyTests
{
    private const string None = "There is no code fix: ";

    private static readonly string Repository = typeof(RemedyTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    private static readonly RemedyProvider[] Providers =
    [
        .. typeof(RemedyProvider).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(RemedyProvider)))
            .Select(static type => (RemedyProvider)Activator.CreateInstance(type)!),
    ];

    private static readonly Remedy[] Remedies = [.. Providers.SelectMany(static provider => provider.Table)];

    public static TheoryData<string> Rules => [.. Descriptors.All.Select(static rule => rule.Id)];

    [Theory, MemberData(nameof(Rules))]
    public void Rule_has_a_remedy_or_a_page_that_says_why_there_is_none(string id)
    {
        var page = File.ReadAllText(Path.Combine(Repository, "analyzers", "docs", id + ".md")).ReplaceLineEndings("\n");
        var section = page[(page.IndexOf("## Code fix\n", StringComparison.Ordinal) + "## Code fix\n".Length)..].Split("\n## ")[0].Trim();

        if (Remedies.Any(remedy => remedy.Rule.Id == id))
        {
            Assert.DoesNotContain(None, section, StringComparison.Ordinal);
            Assert.StartsWith("- ", section, StringComparison.Ordinal);
        }
        else
        {
            Assert.StartsWith(None, section, StringComparison.Ordinal);
            Assert.EndsWith(".", section[None.Length..].Split("\n\n")[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Remedy_has_a_key_of_its_own_and_a_test()
    {
        var keys = Remedies.Select(static remedy => remedy.Key).ToArray();
        var tests = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository, "tests", "Resile.Analyzers.Tests", "CodeFixes"), "*FixTests.cs").Select(File.ReadAllText));

        Assert.Equal(keys.Distinct(StringComparer.Ordinal), keys);
        Assert.DoesNotContain(keys, key => !tests.Contains($"\"{key}\"", StringComparison.Ordinal)
            && !(tests.Contains($"rule + \"{key[7..]}\"", StringComparison.Ordinal) && tests.Contains($"InlineData(\"{key[..7]}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Provider_is_exported_and_mends_all_of_a_solution_at_once()
    {
        Assert.NotEmpty(Providers);
        foreach (var provider in Providers)
        {
            Assert.Equal([FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution], provider.GetFixAllProvider().GetSupportedFixAllScopes());
            Assert.Equal(provider.GetType().Name, provider.GetType().GetCustomAttribute<ExportCodeFixProviderAttribute>()!.Name);
        }
    }
}
