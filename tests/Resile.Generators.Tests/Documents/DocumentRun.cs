using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Resile.Generators.Documents;

namespace Resile.Generators.Tests.Documents;

/// <summary>Runs the generator of documents over sources, as a build does that asks for them.</summary>
internal static class DocumentRun
{
    /// <summary>Gets the documents by the names of their files.</summary>
    public static IReadOnlyDictionary<string, string> Over(params string[] sources) => Over(GeneratorRun.Compile(
        sources.Select(static (source, index) => GeneratorRun.Parse(source, $"Source{index}.cs"))));

    /// <summary>Gets the documents by the names of their files.</summary>
    public static IReadOnlyDictionary<string, string> Over(Compilation compilation)
    {
        var result = Run(compilation, ("build_property.ResileDocuments", "true"));
        var files = result.GeneratedSources.ToDictionary(static source => source.HintName, static source => source.SourceText.ToString());
        var names = Cut(files["Resile.Documents.g.cs"]).Trim().Split(';', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names.Select(static name => name + ".g.cs").Append("Resile.Documents.g.cs").Order(StringComparer.Ordinal), files.Keys.Order(StringComparer.Ordinal));
        return names.ToDictionary(static name => name, name => Cut(files[name + ".g.cs"]));
    }

    /// <summary>Runs the generator with properties of a build.</summary>
    public static GeneratorRunResult Run(Compilation compilation, params (string Name, string Value)[] properties)
    {
        var driver = CSharpGeneratorDriver.Create(
            [new DocumentGenerator().AsSourceGenerator()],
            parseOptions: (CSharpParseOptions)compilation.SyntaxTrees.First().Options,
            optionsProvider: new Options(properties.ToDictionary(static property => property.Name, static property => property.Value)));
        var result = driver.RunGenerators(compilation).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result;
    }

    /// <summary>Cuts a document out of its file, as the targets of the package do.</summary>
    private static string Cut(string file) => System.Text.RegularExpressions.Regex.Replace(file, @"(?s)^.*?#if false\r?\n|#endif\s*$", "");

    private sealed class Options(Dictionary<string, string> values) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(values);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
