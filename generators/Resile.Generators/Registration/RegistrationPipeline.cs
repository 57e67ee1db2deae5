using Microsoft.CodeAnalysis;
using Resile.Generators.Text;

namespace Resile.Generators.Registration;

/// <summary>Collects the registrations of every feature into one file for the assembly.</summary>
internal static class RegistrationPipeline
{
    /// <summary>Adds the pipeline.</summary>
    /// <param name="context">The generator's context.</param>
    /// <param name="facts">What is known of the project.</param>
    /// <param name="features">The registrations of each feature.</param>
    public static void Register(
        IncrementalGeneratorInitializationContext context,
        IncrementalValueProvider<CompilationFacts> facts,
        params IncrementalValuesProvider<RegistrationModel>[] features)
    {
        var all = features[0].Collect();
        foreach (var feature in features.Skip(1))
        {
            all = all.Combine(feature.Collect()).Select(static (pair, _) => pair.Left.AddRange(pair.Right));
        }

        // Collect yields a new array at every run; the equatable copy is what lets the output stay cached.
        var registrations = all.Select(static (models, _) => new EquatableArray<RegistrationModel>(models))
            .WithTrackingName(TrackingNames.Registrations);
        context.RegisterSourceOutput(registrations.Combine(facts), static (output, pair) =>
        {
            if (RegistrationEmitter.Emit(pair.Right, pair.Left) is { } source)
            {
                output.AddSource(RegistrationEmitter.HintName, source);
            }
        });
    }
}
