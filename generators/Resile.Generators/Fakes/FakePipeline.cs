using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.Contracts;
using Resile.Generators.Text;

namespace Resile.Generators.Fakes;

/// <summary>What <c>[Fake]</c> writes.</summary>
internal static class FakePipeline
{
    /// <summary>Adds the pipeline: one file a class.</summary>
    public static void Register(IncrementalGeneratorInitializationContext context)
    {
        var models = context.SyntaxProvider.ForAttributeWithMetadataName(
                KnownTypes.FakeAttribute,
                static (node, _) => node is TypeDeclarationSyntax,
                static (target, cancellationToken) => Read(target, cancellationToken))
            .WithTrackingName(TrackingNames.Fake)
            .Where(static model => model is not null);
        var shared = models.Select(static (model, _) => model!.MetadataName).Collect()
            .Select(static (names, _) => HintName.Shared(names));
        context.RegisterSourceOutput(models.Combine(shared), static (output, pair) =>
        {
            var (model, names) = pair;
            output.AddSource(HintName.For(model!.MetadataName, "Fake", names.Contains(model.MetadataName)), FakeEmitter.Emit(model));
        });
    }

    // One of the parts of the class stands for it.
    private static FakeModel? Read(GeneratorAttributeSyntaxContext target, CancellationToken cancellationToken)
    {
        var type = (INamedTypeSymbol)target.TargetSymbol;
        var first = AttributeReader.Find(type, KnownTypes.FakeAttribute)?.ApplicationSyntaxReference;
        return first is not null && first.SyntaxTree == target.TargetNode.SyntaxTree && target.TargetNode.Span.Contains(first.Span)
            ? FakeParser.Parse(type, cancellationToken)
            : null;
    }
}
