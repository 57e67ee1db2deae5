using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Resile.Generators;

namespace Resile.Analyzers.Tests;

/// <summary>
/// Runs an analyzer over what a user writes, beside what the generator makes of it; <c>{|RSL3032:...|}</c> in a source marks what it must report, and nothing else may be.
/// </summary>
internal sealed class UsageVerifier<TAnalyzer> : CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    private const string Usings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.Data.Common;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.EntityFrameworkCore;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Logging;
        global using Resile;
        global using Resile.LoadBalancing;
        global using Resile.Messaging;
        """;

    private static readonly MetadataReference[] References =
    [
        .. Net100.References.All,
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsOfUsers)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private UsageVerifier(string[] sources, OutputKind kind, string? configuration)
    {
        Prepare(this, sources);
        if (configuration is not null)
        {
            TestState.AnalyzerConfigFiles.Add(("/.globalconfig", "is_global = true\n" + configuration));
        }

        TestState.OutputKind = kind;
    }

    /// <summary>Lets a test see what a user's project sees.</summary>
    public static void Prepare(AnalyzerTest<DefaultVerifier> test, string[] sources)
    {
        test.ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        test.TestBehaviors |= TestBehaviors.SkipGeneratedSourcesCheck;
        test.TestState.AdditionalReferences.AddRange(References.ToImmutableArray());
        Add(test.TestState, sources);
        test.SolutionTransforms.Add(static (solution, id) => solution
            .WithProjectParseOptions(id, new CSharpParseOptions(LanguageVersion.CSharp14))
            .WithProjectCompilationOptions(id, ((CSharpCompilationOptions)solution.GetProject(id)!.CompilationOptions!)
                .WithNullableContextOptions(NullableContextOptions.Enable)));
    }

    /// <summary>Adds the sources of a project.</summary>
    public static void Add(SolutionState state, string[] sources)
    {
        state.Sources.Add(("/0/Usings.cs", Usings));
        for (var index = 0; index < sources.Length; index++)
        {
            state.Sources.Add(($"/0/Source{index}.cs", sources[index]));
        }
    }

    /// <summary>Fails unless the analyzer reports exactly what the sources of a library mark.</summary>
    public static Task VerifyAsync(params string[] sources) => VerifyAsync(OutputKind.DynamicallyLinkedLibrary, null, sources);

    /// <summary>Fails unless the analyzer reports exactly what the sources mark.</summary>
    /// <param name="kind">What the project becomes.</param>
    /// <param name="configuration">The lines that a build hands to analyzers, as <c>build_property.PublishAot = true</c>.</param>
    /// <param name="sources">The sources.</param>
    public static Task VerifyAsync(OutputKind kind, string? configuration, params string[] sources) =>
        new UsageVerifier<TAnalyzer>(sources, kind, configuration).RunAsync(TestContext.Current.CancellationToken);

    /// <summary>Fails unless the analyzer reports one thing, where <c>{|#0:...|}</c> marks it, with a severity that depends on the project.</summary>
    public static Task VerifySeverityAsync(string id, DiagnosticSeverity severity, string? configuration, params string[] sources)
    {
        var test = new UsageVerifier<TAnalyzer>(sources, OutputKind.DynamicallyLinkedLibrary, configuration);
        test.TestState.ExpectedDiagnostics.Add(new DiagnosticResult(id, severity).WithLocation(0));
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    protected override IEnumerable<Type> GetSourceGenerators() => [typeof(ResileGenerator)];

    private static bool IsOfUsers(string path)
    {
        var name = Path.GetFileName(path);
        return new[] { "Resile.", "MassTransit", "Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore", "Microsoft.Extensions", "Microsoft.Data" }
            .Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) && !name.Contains("Analyzers", StringComparison.Ordinal) && !name.Contains("Generators", StringComparison.Ordinal);
    }
}
