using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Resile.Analyzers.CodeFixes;

namespace Resile.Analyzers.Tests.CodeFixes;

/// <summary>
/// Applies a remedy to what an analyzer reports: to one finding after the other, and to all of a document, a project and a solution at once.
/// What comes out has to be the source that is expected, and to compile.
/// </summary>
internal static class FixVerifier
{
    // What is wrong with an implementation is told because a tree names it, wherever that stands.
    private const CodeFixTestBehaviors Behaviors = CodeFixTestBehaviors.SkipLocalDiagnosticCheck;

    /// <summary>Fails unless a remedy makes one source of another.</summary>
    public static Task VerifyAsync<TFix>(string key, string before, string after, string? other = null, string? otherAfter = null)
        where TFix : RemedyProvider, new() => VerifyAsync<ContractAnalyzer, TFix>(key, before, after, other, otherAfter);

    /// <summary>Fails unless a remedy makes one source of another.</summary>
    public static Task VerifyAsync<TAnalyzer, TFix>(string key, string before, string after, string? other = null, string? otherAfter = null)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : RemedyProvider, new() =>
        VerifyFileAsync<TAnalyzer, TFix>(key, ContractVerifier.Usings + before, ContractVerifier.Usings + after, other, otherAfter);

    /// <summary>Fails unless a remedy makes one source of another, whose usings are its own.</summary>
    public static Task VerifyFileAsync<TFix>(string key, string before, string after, string? other = null, string? otherAfter = null)
        where TFix : RemedyProvider, new() => VerifyFileAsync<ContractAnalyzer, TFix>(key, before, after, other, otherAfter);

    /// <summary>Fails if anything is offered for what an analyzer reports.</summary>
    public static Task VerifyNoneAsync<TFix>(string source)
        where TFix : RemedyProvider, new() => VerifyNoneAsync<ContractAnalyzer, TFix>(source);

    /// <summary>Fails if anything is offered for what an analyzer reports.</summary>
    public static Task VerifyNoneAsync<TAnalyzer, TFix>(string source)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : RemedyProvider, new()
    {
        var test = new CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier> { CodeFixTestBehaviors = Behaviors };
        ContractVerifier.Prepare(test, ContractVerifier.Usings + source);
        test.FixedState.Sources.Add(ContractVerifier.Usings + source);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    private static Task VerifyFileAsync<TAnalyzer, TFix>(string key, string before, string after, string? other, string? otherAfter)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : RemedyProvider, new()
    {
        var test = new CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier> { CodeActionEquivalenceKey = key, CodeFixTestBehaviors = Behaviors };
        ContractVerifier.Prepare(test, before);
        test.FixedState.Sources.Add(after);
        if (other is not null)
        {
            test.TestState.Sources.Add(other);
            test.FixedState.Sources.Add(otherAfter ?? other);
        }

        return test.RunAsync(TestContext.Current.CancellationToken);
    }
}
