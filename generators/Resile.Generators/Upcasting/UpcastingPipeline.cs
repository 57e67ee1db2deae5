using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Resile.Generators.Text;

namespace Resile.Generators.Upcasting;

/// <summary>What <c>[RenamedFrom]</c>, <c>[Since]</c> and <c>[Upcaster]</c> write.</summary>
internal static class UpcastingPipeline
{
    /// <summary>Adds the pipeline: one file for each durable contract that has something to read of older versions.</summary>
    /// <param name="context">Where to add it.</param>
    /// <param name="contracts">The metadata names of the durable contracts.</param>
    public static void Register(IncrementalGeneratorInitializationContext context, IncrementalValueProvider<ImmutableArray<string>> contracts)
    {
        // What a message was is said by its type, wherever that stands; so the compilation is asked, but only where there may be an answer.
        var models = contracts.Combine(context.CompilationProvider)
            .Select(static (pair, cancellationToken) => Read(pair.Left, pair.Right, cancellationToken))
            .WithTrackingName(TrackingNames.Upcasting);
        context.RegisterSourceOutput(models.SelectMany(static (found, _) => found), static (output, model) =>
            output.AddSource(HintName.For(model.Contract.MetadataName, "Upcasters", model.IsNameShared), UpcastingEmitter.Emit(model)));
    }

    private static EquatableArray<UpcastingModel> Read(ImmutableArray<string> contracts, Compilation compilation, CancellationToken cancellationToken)
    {
        if (contracts.IsEmpty || !UpcastingMarks.AreIn(compilation, cancellationToken))
        {
            return EquatableArray<UpcastingModel>.Empty;
        }

        var shared = HintName.Shared(contracts);
        return contracts.Distinct(StringComparer.Ordinal)
            .Select(name => compilation.Assembly.GetTypeByMetadataName(name) is { } contract ? UpcastingParser.Parse(contract, cancellationToken) : null)
            .OfType<UpcastingModel>()
            .Select(model => model with { IsNameShared = shared.Contains(model.Contract.MetadataName) })
            .ToEquatableArray();
    }
}
