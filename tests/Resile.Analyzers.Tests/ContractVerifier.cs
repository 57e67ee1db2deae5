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
    /// <summary>What stands above every source.</summary>
    public const string Usings = "using System;\nusing System.Threading;\nusing System.Threading.Tasks;\nusing Resile;\nnamespace Acme;\n";

    /// <summary>Fails unless the analyzer reports exactly what the source marks.</summary>
    public static Task VerifyAsync(string source, params string[] others) => VerifyAsync<ContractAnalyzer>(source, others);

    /// <summary>Fails unless an analyzer reports exactly what the source marks.</summary>
    public static Task VerifyAsync<TAnalyzer>(string source, params string[] others)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>();
        Prepare(test, Usings + source);
        foreach (var other in others)
        {
            test.TestState.Sources.Add(other);
        }

        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Lets a test see .NET 10, the contracts of Resile and C# 14.</summary>
    public static void Prepare(AnalyzerTest<DefaultVerifier> test, string source)
    {
        test.TestState.Sources.Add(source);
        test.ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        test.TestState.AdditionalReferences.AddRange(Net100.References.All.ToImmutableArray<MetadataReference>());
        test.TestState.AdditionalReferences.Add(MetadataReference.CreateFromFile(typeof(ResileException).Assembly.Location));
        test.TestState.AdditionalReferences.Add(MetadataReference.CreateFromFile(typeof(Testing.Fakes.FakeAttribute).Assembly.Location));
        test.SolutionTransforms.Add(static (solution, id) => solution
            .WithProjectParseOptions(id, new CSharpParseOptions(LanguageVersion.CSharp14))
            .WithProjectCompilationOptions(id, ((CSharpCompilationOptions)solution.GetProject(id)!.CompilationOptions!)
                .WithNullableContextOptions(NullableContextOptions.Enable).WithAllowUnsafe(true)));
    }
}
