using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Resile.Analyzers.Tests.CodeFixes;

/// <summary>Stands for the generator of System.Text.Json: a property for each type that an attribute of a partial context names.</summary>
public sealed class SerializerContexts : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
        context.SyntaxProvider.ForAttributeWithMetadataName(
            "System.Text.Json.Serialization.JsonSerializableAttribute",
            static (node, _) => node is ClassDeclarationSyntax,
            static (found, _) => (
                Space: found.TargetSymbol.ContainingNamespace.ToDisplayString(),
                found.TargetSymbol.Name,
                Members: string.Concat(found.Attributes.Select(static (attribute, index) =>
                    $"public System.Text.Json.Serialization.Metadata.JsonTypeInfo<{((ITypeSymbol)attribute.ConstructorArguments[0].Value!).ToDisplayString()}> Info{index} => null!; ")))),
        static (output, found) => output.AddSource(found.Name + ".g.cs",
            $$"""
            #nullable enable
            namespace {{found.Space}};
            partial class {{found.Name}} : System.Text.Json.Serialization.JsonSerializerContext
            {
                public {{found.Name}}() : base(null) { }
                public static {{found.Name}} Default { get; } = new();
                public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(System.Type type) => null;
                protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;
                {{found.Members}}
            }
            """));
}
