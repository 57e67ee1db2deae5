using System.IO.Compression;

namespace Resile.Packaging.Tests;

/// <summary>The packages work where nothing of the repository is at hand.</summary>
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
        Assert.Contains("analyzers/dotnet/cs/Resile.Generators.dll", Entries(feed, version));
        Assert.Contains("analyzers/dotnet/cs/Resile.Analyzers.dll", Entries(feed, version));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<string> Entries(string feed, string version)
    {
        using var package = ZipFile.OpenRead(Path.Combine(feed, $"Resile.{version}.nupkg"));
        return [.. package.Entries.Select(static entry => entry.FullName)];
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
