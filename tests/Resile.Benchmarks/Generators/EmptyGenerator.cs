using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Resile.Benchmarks.Generators;

/// <summary>The least that a generator of contracts does: it is told of each, and writes that there is one.</summary>
internal sealed class EmptyGenerator(string attribute) : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var names = context.SyntaxProvider.ForAttributeWithMetadataName(
            attribute, static (node, _) => node is InterfaceDeclarationSyntax, static (target, _) => target.TargetSymbol.Name);
        context.RegisterSourceOutput(names, static (output, name) => output.AddSource(name + ".g.cs", "// " + name));
    }
}
