using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Resile.Analyzers.Tests;

/// <summary>Runs an analyzer; <c>{|RSL0001:...|}</c> in a source marks what it must report, and nothing else may be.</summary>
internal static class ContractVerifier
{
    /// <summary>Fails unless the analyzer reports exactly what the source marks.</summary>
    public static Task VerifyAsync(string source, params string[] others) => VerifyAsync<ContractAnalyzer>(source, others);

    /// <summary>Fails unless an analyzer reports exactly what the source marks.</summary>
    public static Task VerifyAsync<TAnalyzer>(string source, params string[] others)
        where TAnalyzer : DiagnosticAnalyzer, new() => Create<TAnalyzer>(source, others).RunAsync(TestContext.Current.CancellationToken);

    /// <summary>Makes a test of a source, for others to add to.</summary>
    public static CSharpAnalyzerTest<TAnalyzer, DefaultVerifier> Create<TAnalyzer>(string source, params string[] others)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>
        {
            TestCode = "using System;\nusing System.Threading;\nusing System.Threading.Tasks;\nusing Resile;\nnamespace Acme;\n" + source,
            ReferenceAssemblies = new ReferenceAssemblies("net10.0"),
        };
        foreach (var other in others)
        {
            test.TestState.Sources.Add(other);
        }

        test.TestState.AdditionalReferences.AddRange(Net100.References.All.ToImmutableArray<MetadataReference>());
        test.TestState.AdditionalReferences.Add(MetadataReference.CreateFromFile(typeof(ResileException).Assembly.Location));
        test.TestState.AdditionalReferences.Add(MetadataReference.CreateFromFile(typeof(Testing.Fakes.FakeAttribute).Assembly.Location));
        test.SolutionTransforms.Add(static (solution, id) => solution
            .WithProjectParseOptions(id, new CSharpParseOptions(LanguageVersion.CSharp14))
            .WithProjectCompilationOptions(id, ((CSharpCompilationOptions)solution.GetProject(id)!.CompilationOptions!)
                .WithNullableContextOptions(NullableContextOptions.Enable).WithAllowUnsafe(true)));
        return test;
    }
}
