using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Resile.Generators.Tests;

/// <summary>Whoever turns everything on that the SDK's analyzers have to say hears nothing of generated code.</summary>
public sealed class AnalysisLevelTests
{
    [Fact]
    public async Task Generated_code_of_all_contracts_raises_no_rule_of_the_SDK()
    {
        var run = GeneratorRun.Over([.. Directory.EnumerateFiles(TestPaths.Contracts, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText)]);
        Assert.Empty(run.Complaints());
        var analyzers = Analyzers();
        var all = analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics).Select(static rule => rule.Id).Distinct()
            .ToDictionary(static id => id, static _ => ReportDiagnostic.Warn);
        var strict = run.Output.WithOptions(run.Output.Options.WithSpecificDiagnosticOptions(all));

        var said = await strict.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);

        // They do run: the contracts themselves are written by people.
        var written = run.Input.SyntaxTrees.ToHashSet();
        Assert.Contains(said, diagnostic => diagnostic.Location.SourceTree is { } tree && written.Contains(tree));
        Assert.DoesNotContain(said, diagnostic => diagnostic.Id == "AD0001" || (diagnostic.Location.SourceTree is { } tree && !written.Contains(tree)));
    }

    private static ImmutableArray<DiagnosticAnalyzer> Analyzers()
    {
        var folder = typeof(AnalysisLevelTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static each => each.Key == "SdkAnalyzers").Value!;
        return
        [
            .. new[] { "Microsoft.CodeAnalysis.NetAnalyzers.dll", "Microsoft.CodeAnalysis.CSharp.NetAnalyzers.dll" }
                .SelectMany(file => Assembly.LoadFrom(Path.Combine(folder, file)).GetTypes())
                .Where(static type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract && type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is { } marked
                    && marked.Languages.Contains(LanguageNames.CSharp))
                .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
        ];
    }
}
