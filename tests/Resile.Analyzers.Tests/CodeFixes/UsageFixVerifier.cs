using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Resile.Analyzers.CodeFixes;
using Resile.Generators;

namespace Resile.Analyzers.Tests.CodeFixes;

/// <summary>Applies a remedy to what a user writes, beside what generators make of it.</summary>
internal sealed class UsageFixVerifier<TAnalyzer, TFix> : CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TFix : RemedyProvider, new()
{
    private UsageFixVerifier()
    {
    }

    /// <summary>Fails unless a remedy makes one set of sources of another.</summary>
    /// <param name="key">The remedy.</param>
    /// <param name="before">What analyzers find fault with, where it is marked.</param>
    /// <param name="after">What has to come out.</param>
    /// <param name="configuration">The lines that a build hands to analyzers.</param>
    public static Task VerifyAsync(string key, string[] before, string[] after, string configuration = "")
    {
        var test = new UsageFixVerifier<TAnalyzer, TFix> { CodeActionEquivalenceKey = key };
        foreach (var state in new SolutionState[] { test.TestState, test.FixedState })
        {
            state.AnalyzerConfigFiles.Add(("/.globalconfig", "is_global = true\n" + configuration));
        }

        UsageVerifier<TAnalyzer>.Prepare(test, before);
        UsageVerifier<TAnalyzer>.Add(test.FixedState, after);
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Fails if anything is offered.</summary>
    public static Task VerifyNoneAsync(params string[] sources)
    {
        var test = new UsageFixVerifier<TAnalyzer, TFix>();
        UsageVerifier<TAnalyzer>.Prepare(test, sources);
        UsageVerifier<TAnalyzer>.Add(test.FixedState, sources);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    protected override IEnumerable<Type> GetSourceGenerators() => [typeof(ResileGenerator), typeof(SerializerContexts)];
}
