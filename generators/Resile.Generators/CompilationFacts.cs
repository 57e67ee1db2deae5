using Microsoft.CodeAnalysis;

namespace Resile.Generators;

/// <summary>What the generator needs to know of the project as a whole.</summary>
/// <param name="AssemblyName">The name of the assembly that is being compiled.</param>
/// <param name="LoadBalancing">Whether the project references <c>Resile.LoadBalancing</c>.</param>
/// <param name="Recovery">Whether the project references <c>Resile.Recovery</c>.</param>
/// <param name="Messaging">Whether the project references <c>Resile.Messaging</c>.</param>
/// <param name="AspNetCore">Whether the project references <c>Resile.AspNetCore</c>.</param>
internal sealed record CompilationFacts(
    string AssemblyName, bool LoadBalancing, bool Recovery, bool Messaging, bool AspNetCore)
{
    /// <summary>Reads the facts; the result compares by value, so an edit that changes none of them costs nothing downstream.</summary>
    public static IncrementalValueProvider<CompilationFacts> Provide(IncrementalGeneratorInitializationContext context) =>
        context.CompilationProvider.Select(static (compilation, _) => Read(compilation)).WithTrackingName(TrackingNames.Facts);

    private static CompilationFacts Read(Compilation compilation)
    {
        bool balancing = false, recovery = false, messaging = false, aspNetCore = false;
        foreach (var reference in compilation.ReferencedAssemblyNames)
        {
            switch (reference.Name)
            {
                case "Resile.LoadBalancing":
                    balancing = true;
                    break;
                case "Resile.Recovery":
                    recovery = true;
                    break;
                case "Resile.Messaging":
                    messaging = true;
                    break;
                case "Resile.AspNetCore":
                    aspNetCore = true;
                    break;
            }
        }

        return new(compilation.AssemblyName ?? "Assembly", balancing, recovery, messaging, aspNetCore);
    }
}
