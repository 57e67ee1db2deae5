using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Resile.Generators.Tests;

/// <summary>
/// Each contract of the corpus, typed a token at a time through the generator and all analyzers: what a person sees who writes one. Nothing throws, and no
/// member has more than one complaint of ours, however little of it there is yet.
/// </summary>
public sealed class TypedContractsTests
{
    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(TestPaths.Contracts, "*.cs", SearchOption.AllDirectories)
        .Select(static path => Path.GetRelativePath(TestPaths.Contracts, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Files))]
    public async Task Contract_typed_a_token_at_a_time_never_raises_more_than_one_complaint_a_member(string file)
    {
        var source = await File.ReadAllTextAsync(Path.Combine(TestPaths.Contracts, file), TestContext.Current.CancellationToken);
        GeneratorRun? run = null;
        CSharpCompilation? compilation = null;
        var whole = await GeneratorRun.Parse(source, file).GetRootAsync(TestContext.Current.CancellationToken);
        foreach (var token in whole.DescendantTokens().Where(static token => token.Span.Length > 0))
        {
            var typed = GeneratorRun.Parse(source[..token.Span.End], "Typed.cs");
            compilation = compilation is null ? GeneratorRun.Compile([typed]) : compilation.ReplaceSyntaxTree(compilation.SyntaxTrees.Last(), typed);
            run = run is null ? GeneratorRun.Over(compilation) : run.Again(compilation);

            Assert.True(run.Result.Exception is null, $"{run.Result.Exception}\n{typed}");
            await CheckAsync(run.Output, typed);
        }
    }

    private static async Task CheckAsync(Compilation compilation, SyntaxTree typed)
    {
        // An analyzer that throws is a diagnostic of the compiler's, AD0001.
        var analyzed = compilation.WithAnalyzers(AllAnalyzers.Create(), new AnalyzerOptions([]));
        var complaints = await analyzed.GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(typed), filterSpan: null, TestContext.Current.CancellationToken);
        var root = await typed.GetRootAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain(complaints, static complaint => !complaint.Id.StartsWith("RSL", StringComparison.Ordinal));
        foreach (var member in complaints.GroupBy(complaint => MemberAt(root, complaint.Location)))
        {
            Assert.True(member.Count() == 1, $"{string.Join("\n", member)}\n{typed}");
        }
    }

    private static SyntaxNode MemberAt(SyntaxNode root, Location location) =>
        root.FindToken(location.SourceSpan.Start).Parent!.AncestorsAndSelf().First(static node => node is MemberDeclarationSyntax or CompilationUnitSyntax);
}
