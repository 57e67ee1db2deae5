using System.Reflection;

namespace Resile.Generators.Tests;

/// <summary>Finds the files that the tests read.</summary>
internal static class TestPaths
{
    private static readonly string Tests = Path.GetFullPath(typeof(TestPaths).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "TestsDirectory").Value!);

    /// <summary>Gets the folder of the annotated contracts, shared with the project that runs them.</summary>
    public static string Contracts { get; } = Path.Combine(Tests, "Contracts");

    /// <summary>Gets the folder of the expected outputs.</summary>
    public static string Goldens { get; } = Path.Combine(Tests, "Resile.Generators.Tests", "Goldens");

    /// <summary>Gets the root of the repository.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Tests, ".."));
}
