using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Resile.Packaging.Tests;

/// <summary>The packages work where nothing of the repository is at hand.</summary>
[Collection(nameof(DotNet))]
public sealed class PackageTests : IDisposable
{
    private const string OddContract =
        """
        using Resile;
        namespace Quickstart;

        /// <summary>Odd: */ ; % %3B %253B $( $(OS) @(Compile) %(Identity) ' ` " \ \n # é 漢 😀 ?*|</summary>
        [LoadBalanced("odd")]
        public interface IOdd { [Get("/odd")] Task<int> CountAsync(CancellationToken cancellationToken = default); }
        """;

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
        await File.WriteAllTextAsync(Path.Combine(user, "Odd.cs"), OddContract, TestContext.Current.CancellationToken);
        await DotNet.RunAsync(user, "build", "-c", "Release", "-warnaserror", "-p:ResileDocuments=true");
        var printed = await DotNet.RunAsync(user, "run", "-c", "Release", "--no-build");

        Assert.NotEmpty(printed.Trim());
        await AssertDocumentsAsync(user);
        foreach (var package in Directory.EnumerateFiles(feed))
        {
            var name = Path.GetFileName(package)[..^$".{version}.nupkg".Length];
            Assert.Equal(ContentsOf(name).Order(StringComparer.Ordinal), Entries(package).Order(StringComparer.Ordinal));
        }
    }

    // An IDE loads what the oldest compiler we ask for brings along, and no newer: a reference to more would leave it without generated
    // code while every build of ours succeeds.
    [Theory, InlineData("Resile.Generators"), InlineData("Resile.Analyzers")]
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
        var folder = assembly == "Resile.Generators" ? "generators" : "analyzers";
        using var file = File.OpenRead(Path.Combine(
            BuildFacts.Repository, folder, assembly, "bin", BuildFacts.Configuration, "netstandard2.0", assembly + ".dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        foreach (var reference in metadata.AssemblyReferences.Select(metadata.GetAssemblyReference))
        {
            var name = metadata.GetString(reference.Name);
            Assert.True(name == "Resile.Generators" || (oldest.TryGetValue(name, out var version) && reference.Version <= version),
                $"{assembly} references {name} {reference.Version}.");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // What was taken out of the generated files is what was put in, whatever it means to a build; and it is there after each build, until it is cleaned away.
    private static async Task AssertDocumentsAsync(string user)
    {
        var folder = Path.Combine(user, "obj", "Release", "net10.0");
        var written = Directory.GetFiles(Path.Combine(folder, "resile")).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(["User.Catalog.openapi.json", "User.Odd.openapi.json", "User.asyncapi.json", "User.mmd"], written.Select(Path.GetFileName));
        foreach (var file in written)
        {
            var source = await File.ReadAllTextAsync(Path.Combine(folder, "generated", "Resile.Generators", "Resile.Generators.Documents.DocumentGenerator", Path.GetFileName(file) + ".g.cs"));
            Assert.Equal(source.Split("#if false\n")[1].Split("#endif")[0], (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n"));
        }

        Assert.Contains(@"""description"": ""Odd: */ ; % %3B %253B $( $(OS) @(Compile) %(Identity) ' ` \"" \\ \\n # é 漢 😀 ?*|""", await File.ReadAllTextAsync(written[1]), StringComparison.Ordinal);

        File.Delete(written[0]);
        File.SetLastWriteTimeUtc(written[1], DateTime.UnixEpoch);
        await DotNet.RunAsync(user, "build", "-c", "Release", "--no-restore", "-p:ResileDocuments=true");
        Assert.True(File.Exists(written[0]));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(written[1]));

        await DotNet.RunAsync(user, "clean", "-c", "Release", "-p:ResileDocuments=true");
        Assert.DoesNotContain(written, File.Exists);
    }

    private static string[] ContentsOf(string package) =>
    [
        $"{package}.nuspec", "README.md", $"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml",
        .. package != "Resile"
            ? Array.Empty<string>()
            :
            [
                "analyzers/dotnet/cs/Resile.Generators.dll", "analyzers/dotnet/cs/Resile.Analyzers.dll",
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
