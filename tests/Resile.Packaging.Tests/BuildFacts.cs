using System.Reflection;

namespace Resile.Packaging.Tests;

/// <summary>What the build of this test knew.</summary>
internal static class BuildFacts
{
    /// <summary>Gets the root of the repository.</summary>
    public static string Repository { get; } = Read("RepositoryRoot");

    /// <summary>Gets the configuration that was built.</summary>
    public static string Configuration { get; } = Read("Configuration");

    /// <summary>Gets the folder where the build found its packages.</summary>
    public static string PackageFolder { get; } = Read("PackageFolder");

    private static string Read(string key) => typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
