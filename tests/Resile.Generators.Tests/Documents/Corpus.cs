namespace Resile.Generators.Tests.Documents;

/// <summary>The documents of every contract of <c>tests/Contracts</c>, and of the samples.</summary>
internal static class Corpus
{
    // What the web SDK imports by itself.
    private const string Usings =
        """
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    /// <summary>Gets the sources of the sample of several services.</summary>
    public static IReadOnlyList<string> Northwind { get; } = [.. Sources(Path.Combine(TestPaths.Repository, "samples", "Northwind")), Usings];

    /// <summary>Gets the sources of the sample in one file.</summary>
    public static IReadOnlyList<string> Quickstart { get; } = [.. Sources(Path.Combine(TestPaths.Repository, "samples", "Quickstart")), Usings];

    /// <summary>Gets the documents of all of them, by the names of their files, with that of the project before it.</summary>
    public static IReadOnlyDictionary<string, string> Documents { get; } = new[]
    {
        ("Contracts", (IReadOnlyList<string>)[.. Sources(TestPaths.Contracts)]), ("Northwind", Northwind), ("Quickstart", Quickstart),
    }.SelectMany(static project => DocumentRun.Over([.. project.Item2]).Select(document => (Name: project.Item1 + "." + document.Key, document.Value)))
        .ToDictionary(static document => document.Name, static document => document.Value);

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(path => Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar) is var parts && !parts.Contains("obj") && !parts.Contains("bin"))
        .Order(StringComparer.Ordinal).Select(File.ReadAllText);
}
