using Microsoft.CodeAnalysis;
using Resile.Generators.Declarations;
using Resile.Generators.Text;

namespace Resile.Generators.Upcasting;

/// <summary>What <c>[RenamedFrom]</c>, <c>[Since]</c> and <c>[Upcaster]</c> write.</summary>
internal static class UpcastingPipeline
{
    /// <summary>What reads the durable contracts.</summary>
    public static readonly ModelReader Reader = new(KnownTypes.DurableMessageAttribute, TrackingNames.Upcasting, static (type, compilation, cancellationToken) =>
        type.TypeKind == TypeKind.Interface && UpcastingMarks.AreIn(compilation, cancellationToken) ? UpcastingParser.Parse(type, cancellationToken) : null);

    /// <summary>Adds the pipeline: one file for each durable contract that has something to read of older versions.</summary>
    public static void Register(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<FileModels> files)
    {
        var models = files.Of<UpcastingModel>(TrackingNames.Upcasting);
        var shared = models.Select(static (model, _) => model.Contract.MetadataName).Collect()
            .Select(static (names, _) => HintName.Shared(names));
        context.RegisterSourceOutput(models.Combine(shared), static (output, pair) =>
        {
            var (model, names) = pair;
            var isShared = names.Contains(model.Contract.MetadataName);
            output.AddSource(HintName.For(model.Contract.MetadataName, "Upcasters", isShared), UpcastingEmitter.Emit(model));
        });
    }
}
