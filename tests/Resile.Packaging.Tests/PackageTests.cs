using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json.Nodes;

namespace Resile.Packaging.Tests;

/// <summary>The packages work where nothing of the repository is at hand.</summary>
[Collection(nameof(DotNet))]
public sealed class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("resile-package-").FullName;

    [Fact]
    public async Task Quickstart_outside_the_repository_builds_and_runs_from_packages_alone()
    {
        var version = "0.1.0-test." + Guid.NewGuid().ToString("N");
        var feed = Path.Combine(_folder, "feed");
        foreach (var project in Directory.EnumerateFiles(Path.Combine(BuildFacts.Repository, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            await DotNet.RunAsync(_folder, "pack", project, "--no-build", "-c", BuildFacts.Configuration, "-o", feed, $"-p:PackageVersion={version}",
                $"-p:Version={version}");
        }

        var user = Directory.CreateDirectory(Path.Combine(_folder, "user")).FullName;
        File.Copy(Path.Combine(BuildFacts.Repository, "samples", "Quickstart", "Program.cs"), Path.Combine(user, "Program.cs"));
        await File.WriteAllTextAsync(Path.Combine(user, "User.csproj"), Project(feed, version), TestContext.Current.CancellationToken);
        await DotNet.RunAsync(user, "build", "-c", "Release", "-warnaserror");
        var printed = await DotNet.RunAsync(user, "run", "-c", "Release", "--no-build");

        Assert.NotEmpty(printed.Trim());
        var configured = JsonNode.Parse(await DotNet.RunAsync(user, "msbuild", "-getItem:EditorConfigFiles", "-p:ResileAnalysisMode=Strict"))!;
        Assert.Contains(configured["Items"]!["EditorConfigFiles"]!.AsArray(), static file =>
            file!["FullPath"]!.GetValue<string>() is var path && Path.GetFileName(path) == "strict.editorconfig" && File.Exists(path));
        foreach (var package in Directory.EnumerateFiles(feed))
        {
            var name = Path.GetFileName(package)[..^$".{version}.nupkg".Length];
            Assert.Equal(ContentsOf(name).Order(StringComparer.Ordinal), Entries(package).Order(StringComparer.Ordinal));
        }
    }

    // An IDE loads what the oldest compiler we ask for brings along, and no newer: a reference to more would leave it without generated
    // code while every build of ours succeeds.
    [Theory, InlineData("Resile.Generators"), InlineData("Resile.Analyzers"), InlineData("Resile.Analyzers.CodeFixes")]
    public void Assembly_inside_the_package_references_nothing_that_the_oldest_compiler_lacks(string assembly)
    {
        var oldest = new Dictionary<string, Version>
        {
            ["netstandard"] = new(2, 0, 0, 0),
            ["Microsoft.CodeAnalysis"] = new(5, 0, 0, 0),
            ["Microsoft.CodeAnalysis.CSharp"] = new(5, 0, 0, 0),
            ["System.Collections.Immutable"] = new(9, 0, 0, 0),
            ["System.Memory"] = new(4, 0, 2, 0),
        };
        if (assembly == "Resile.Analyzers.CodeFixes")
        {
            // The compiler has none of these; whatever offers code fixes has them all.
            oldest["Microsoft.CodeAnalysis.Workspaces"] = new(5, 0, 0, 0);
            oldest["Microsoft.CodeAnalysis.CSharp.Workspaces"] = new(5, 0, 0, 0);
            oldest["System.Composition.AttributedModel"] = new(9, 0, 0, 0);
        }

        var folder = assembly == "Resile.Generators" ? "generators" : "analyzers";
        using var file = File.OpenRead(Path.Combine(
            BuildFacts.Repository, folder, assembly, "bin", BuildFacts.Configuration, "netstandard2.0", assembly + ".dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        foreach (var reference in metadata.AssemblyReferences.Select(metadata.GetAssemblyReference))
        {
            var name = metadata.GetString(reference.Name);
            Assert.True(name is "Resile.Generators" or "Resile.Analyzers" || (oldest.TryGetValue(name, out var version) && reference.Version <= version),
                $"{assembly} references {name} {reference.Version}.");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] ContentsOf(string package) =>
    [
        $"{package}.nuspec", "README.md", $"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml",
        .. package != "Resile"
            ? Array.Empty<string>()
            :
            [
                "analyzers/dotnet/cs/Resile.Generators.dll", "analyzers/dotnet/cs/Resile.Analyzers.dll", "analyzers/dotnet/cs/Resile.Analyzers.CodeFixes.dll",
                "config/none.editorconfig", "config/default.editorconfig", "config/strict.editorconfig",
                "build/Resile.targets", "buildTransitive/Resile.targets",
            ],
    ];

    // What every package has, whatever is in it, is left out.
    private static IEnumerable<string> Entries(string path)
    {
        using var package = ZipFile.OpenRead(path);
        return [.. package.Entries.Select(static entry => entry.FullName).Where(static name => name != "[Content_Types].xml"
            && !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal))];
    }

    // Its own package folder keeps the test's packages out of the user's; what that one already holds is not fetched again.
    private string Project(string feed, string version) =>
        $"""
         <Project Sdk="Microsoft.NET.Sdk">
           <PropertyGroup>
             <OutputType>Exe</OutputType>
             <TargetFramework>net10.0</TargetFramework>
             <Nullable>enable</Nullable>
             <ImplicitUsings>enable</ImplicitUsings>
             <RestoreAdditionalProjectSources>{feed}</RestoreAdditionalProjectSources>
             <RestorePackagesPath>{Path.Combine(_folder, "packages")}</RestorePackagesPath>
             <RestoreFallbackFolders>{BuildFacts.PackageFolder}</RestoreFallbackFolders>
           </PropertyGroup>
           <ItemGroup>
             <PackageReference Include="Resile" Version="{version}" />
           </ItemGroup>
         </Project>
         """;
}
