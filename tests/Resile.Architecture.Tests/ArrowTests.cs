using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Resile.Architecture.Tests;

/// <summary>Holds the assemblies and the project files to the allowed arrows.</summary>
public sealed class ArrowTests
{
    private static readonly string Repository = typeof(ArrowTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static TheoryData<string> Projects => [.. ProjectFiles().Select(static path => Path.GetFileNameWithoutExtension(path))];

    [Theory, MemberData(nameof(Projects))]
    public void Assembly_references_only_what_its_arrows_allow(string project)
    {
        var ours = ReferencesOf(project).Where(static name => name.StartsWith("Resile", StringComparison.Ordinal));

        Assert.Empty(ours.Except(AllowedArrows.Of[project]));
    }

    [Theory, MemberData(nameof(Projects))]
    public void Project_file_references_only_what_its_arrows_allow(string project)
    {
        var references = XDocument.Load(ProjectFiles().Single(path => Path.GetFileNameWithoutExtension(path) == project))
            .Descendants("ProjectReference")
            .Where(static reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(static reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));

        Assert.Empty(references.Except(AllowedArrows.Of[project]));
    }

    [Theory, MemberData(nameof(Projects))]
    public void Assembly_names_MassTransit_and_Roslyn_only_where_they_belong(string project)
    {
        var foreign = ReferencesOf(project).ToArray();

        Assert.Equal(project == "Resile.Messaging.MassTransit", foreign.Any(static name => name.StartsWith("MassTransit", StringComparison.Ordinal)));
        Assert.Equal(project is "Resile.Generators" or "Resile.Analyzers" or "Resile.Analyzers.CodeFixes",
            foreign.Any(static name => name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)));
        Assert.DoesNotContain(foreign, static name => name.Contains("xunit", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("Polly", StringComparison.Ordinal));
    }

    [Fact]
    public void Engine_and_features_know_neither_ASPNET_Core_nor_a_database()
    {
        foreach (var project in new[] { "Resile.Abstractions", "Resile.LoadBalancing", "Resile.Recovery", "Resile.Messaging" })
        {
            Assert.DoesNotContain(ReferencesOf(project), static name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || name.StartsWith("Npgsql", StringComparison.Ordinal) || name.StartsWith("Microsoft.Data.Sqlite", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Generator_folders_of_the_features_have_the_same_five_files()
    {
        // Contracts and Registration hold what the features share; every other pipeline is that of an attribute.
        var pipelines = Directory.EnumerateFiles(Path.Combine(Repository, "generators", "Resile.Generators"), "*Pipeline.cs", SearchOption.AllDirectories)
            .Where(static path => Path.GetFileName(path) is not ("ContractPipeline.cs" or "RegistrationPipeline.cs")).ToArray();

        Assert.Equal(
            ["AutoRecoverPipeline.cs", "DurableMessagePipeline.cs", "FakePipeline.cs", "LoadBalancedPipeline.cs", "SupervisorPipeline.cs", "UpcastingPipeline.cs"],
            pipelines.Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        foreach (var pipeline in pipelines)
        {
            var attribute = Path.GetFileNameWithoutExtension(pipeline)[..^"Pipeline".Length];
            var files = Directory.EnumerateFiles(Path.GetDirectoryName(pipeline)!).Select(static path => Path.GetFileNameWithoutExtension(path));

            Assert.Subset(files.ToHashSet(), new[] { "Pipeline", "Parser", "Model", "Emitter", "Rules" }.Select(part => attribute + part).ToHashSet());
        }
    }

    [Fact]
    public void Every_project_has_its_arrows() => Assert.Empty(
        ProjectFiles().Select(static path => Path.GetFileNameWithoutExtension(path)).Except(AllowedArrows.Of.Keys));

    private static IEnumerable<string> ProjectFiles() => new[] { "src", "generators", "analyzers" }
        .SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(Repository, folder), "*.csproj", SearchOption.AllDirectories));

    // Read as metadata, not loaded: an analyzer's assembly may want a compiler that is not here.
    private static IEnumerable<string> ReferencesOf(string project)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
