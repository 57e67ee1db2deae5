using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Resile.Generators.Tests;

/// <summary>Runs the generator over sources, as a build with the strictest warnings would.</summary>
internal sealed class GeneratorRun
{
    private static readonly CSharpParseOptions ParseOptions =
        new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. Net100.References.All,
        .. RunTimeAssemblies().Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private GeneratorRun(CSharpCompilation input, Compilation output, GeneratorDriver driver)
    {
        Input = input;
        Output = output;
        Driver = driver;
    }

    /// <summary>Gets the compilation before the generator ran.</summary>
    public CSharpCompilation Input { get; }

    /// <summary>Gets the compilation with the generated sources.</summary>
    public Compilation Output { get; }

    /// <summary>Gets the driver, to run it again after an edit.</summary>
    public GeneratorDriver Driver { get; }

    /// <summary>Gets the generated files by their hint names.</summary>
    public IReadOnlyDictionary<string, string> Files => Driver.GetRunResult().Results.Single().GeneratedSources
        .ToDictionary(static source => source.HintName, static source => source.SourceText.ToString());

    /// <summary>Gets the generator's own result: its steps, diagnostics and exception.</summary>
    public GeneratorRunResult Result => Driver.GetRunResult().Results.Single();

    /// <summary>Runs the generator over sources.</summary>
    public static GeneratorRun Over(params string[] sources)
    {
        var trees = sources.Select(static (source, index) =>
            CSharpSyntaxTree.ParseText(source, ParseOptions, path: $"Source{index}.cs"));
        return Over(Compile(trees));
    }

    /// <summary>Makes the compilation that the generator sees.</summary>
    public static CSharpCompilation Compile(IEnumerable<SyntaxTree> trees)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable,
            warningLevel: 9999, allowUnsafe: true, generalDiagnosticOption: ReportDiagnostic.Default);
        var implicitUsings = CSharpSyntaxTree.ParseText(
            """
            global using System;
            global using System.Collections.Generic;
            global using System.IO;
            global using System.Linq;
            global using System.Net.Http;
            global using Resile;
            global using System.Threading;
            global using System.Threading.Tasks;
            """, ParseOptions, path: "GlobalUsings.cs");
        return CSharpCompilation.Create("Scenario", [implicitUsings, .. trees], References, options);
    }

    /// <summary>Parses a source as every scenario is parsed.</summary>
    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, path);

    /// <summary>Runs the generator over a compilation, with its steps tracked.</summary>
    public static GeneratorRun Over(CSharpCompilation compilation) => Over(compilation, CSharpGeneratorDriver.Create(
        [new ResileGenerator().AsSourceGenerator()],
        parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)));

    /// <summary>Runs the same driver over an edited compilation.</summary>
    public GeneratorRun Again(CSharpCompilation edited) => Over(edited, Driver);

    /// <summary>Lists what the compiler says of the generated code: nothing, if all is well.</summary>
    public IReadOnlyList<string> Complaints()
    {
        var inputTrees = Input.SyntaxTrees.ToHashSet();
        return
        [
            .. Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning
                    && (diagnostic.Severity == DiagnosticSeverity.Error
                        || diagnostic.Location.SourceTree is not { } tree || !inputTrees.Contains(tree)))
                .Select(static diagnostic => diagnostic.ToString()),
            .. Driver.GetRunResult().Diagnostics.Select(static diagnostic => diagnostic.ToString()),
        ];
    }

    private static GeneratorRun Over(CSharpCompilation compilation, GeneratorDriver driver)
    {
        var after = driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        return new GeneratorRun(compilation, output, after);
    }

    // The base framework comes as reference assemblies; Resile, ASP.NET Core and the extensions are those the tests run on.
    private static IEnumerable<string> RunTimeAssemblies()
    {
        var known = Net100.References.All.Select(static reference => Path.GetFileNameWithoutExtension(reference.FilePath ?? "")).ToHashSet();
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return trusted.Where(path => Path.GetFileName(path) is var name
            && (name.StartsWith("Resile", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) || name is "Npgsql.dll")
            && !name.StartsWith("Resile.Generators", StringComparison.Ordinal)
            && !known.Contains(Path.GetFileNameWithoutExtension(path)));
    }
}
