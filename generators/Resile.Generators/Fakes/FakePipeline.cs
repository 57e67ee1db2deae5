using Microsoft.CodeAnalysis;
using Resile.Generators.Declarations;
using Resile.Generators.Text;

namespace Resile.Generators.Fakes;

/// <summary>What <c>[Fake]</c> writes.</summary>
internal static class FakePipeline
{
    /// <summary>What reads the classes.</summary>
    public static readonly ModelReader Reader = new(KnownTypes.FakeAttribute, TrackingNames.Fake, static (type, _, cancellationToken) => FakeParser.Parse(type, cancellationToken));

    /// <summary>Adds the pipeline: one file a class.</summary>
    public static void Register(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<FileModels> files)
    {
        var models = files.Of<FakeModel>(TrackingNames.Fake);
        var shared = models.Select(static (model, _) => model.MetadataName).Collect()
            .Select(static (names, _) => HintName.Shared(names));
        context.RegisterSourceOutput(models.Combine(shared), static (output, pair) =>
        {
            var (model, names) = pair;
            output.AddSource(HintName.For(model.MetadataName, "Fake", names.Contains(model.MetadataName)), FakeEmitter.Emit(model));
        });
    }
}
