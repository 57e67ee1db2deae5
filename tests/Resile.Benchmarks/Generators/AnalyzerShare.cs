using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Resile.Analyzers;
using Resile.Benchmarks.Reporting;
using Resile.Generators;

namespace Resile.Benchmarks.Generators;

/// <summary>What the analyzers add to a build.</summary>
internal static class AnalyzerShare
{
    private const int Rounds = 9;

    /// <summary>Compiles the project with its generated code, and asks the analyzers about it.</summary>
    public static async Task MeasureAsync(RatioReport report)
    {
        var corpus = GeneratorCorpus.OfClients();
        var shares = new List<double>();
        var (build, analysis) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            CSharpGeneratorDriver.Create([new ResileGenerator().AsSourceGenerator()], parseOptions: GeneratorCorpus.ParseOptions)
                .RunGeneratorsAndUpdateCompilation(corpus.Fresh, out var compilation, out _);
            var emitted = compilation.Emit(Stream.Null);
            build = Stopwatch.GetElapsedTime(start);
            if (!emitted.Success)
            {
                throw new InvalidOperationException("The project does not compile: " + emitted.Diagnostics.First(static each => each.Severity == DiagnosticSeverity.Error));
            }

            analysis = await AnalyzeAsync(compilation);
            shares.Add(analysis / (build + analysis));
        }

        report.Note(FormattableString.Invariant($"last build: {build.TotalMilliseconds:N0} ms generated and compiled, {analysis.TotalMilliseconds:N0} ms in the analyzers"));
        report.AtMost("generator.analyzers-share-of-a-build", shares.Order().ElementAt(Rounds / 2), 0.05);
    }

    // What the analyzers themselves take. The compiler's own work for them, as binding bodies, is done in a build anyway.
    private static async Task<TimeSpan> AnalyzeAsync(Compilation compilation)
    {
        DiagnosticAnalyzer[] analyzers = [.. typeof(ContractAnalyzer).Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];
        var analyzed = compilation.WithAnalyzers([.. analyzers], new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true));
        await analyzed.GetAnalyzerDiagnosticsAsync(CancellationToken.None);
        var sum = TimeSpan.Zero;
        foreach (var analyzer in analyzers)
        {
            sum += (await analyzed.GetAnalyzerTelemetryInfoAsync(analyzer, CancellationToken.None)).ExecutionTime;
        }

        return sum;
    }
}
