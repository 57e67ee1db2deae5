using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Resile.Benchmarks.Generators;

/// <summary>Refit's generator, out of the package that this project references.</summary>
internal static class RefitGenerator
{
    /// <summary>Makes it.</summary>
    public static IIncrementalGenerator Create()
    {
        var package = typeof(RefitGenerator).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static each => each.Key == "RefitPackage").Value!;
        var path = Directory.EnumerateFiles(Path.Combine(package, "analyzers"), "InterfaceStubGeneratorV2.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
        var type = Assembly.LoadFrom(path).GetTypes().Single(static type => type.IsAssignableTo(typeof(IIncrementalGenerator)) && !type.IsAbstract);
        return (IIncrementalGenerator)Activator.CreateInstance(type)!;
    }
}
