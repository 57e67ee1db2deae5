using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Declarations;
using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.Supervision;

/// <summary>What <c>[Supervisor]</c> and <c>[SystemRoot]</c> write.</summary>
internal static class SupervisorPipeline
{
    /// <summary>What reads the classes, of each attribute.</summary>
    public static readonly ModelReader[] Readers =
    [
        Reader(KnownTypes.SupervisorAttribute, TrackingNames.Supervisor),
        Reader(KnownTypes.SystemRootAttribute, TrackingNames.SystemRoot),
    ];

    /// <summary>Adds the pipelines: one file a class.</summary>
    /// <returns>The methods by which a program adds the trees.</returns>
    public static (IncrementalValuesProvider<RegistrationModel> Supervisors, IncrementalValuesProvider<RegistrationModel> Roots) Register(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<FileModels> files, IncrementalValueProvider<CompilationFacts> facts) =>
        (Register(context, files, facts, TrackingNames.Supervisor), Register(context, files, facts, TrackingNames.SystemRoot));

    private static IncrementalValuesProvider<RegistrationModel> Register(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<FileModels> files, IncrementalValueProvider<CompilationFacts> facts, string step)
    {
        var models = files.Of<SupervisorModel>(step)
            .Combine(facts)
            .Where(static pair => pair.Right.Recovery)
            .Select(static (pair, _) => pair.Left);
        var shared = models.Select(static (model, _) => model.MetadataName).Collect()
            .Select(static (names, _) => HintName.Shared(names));
        context.RegisterSourceOutput(models.Combine(shared), static (output, pair) =>
        {
            var (model, names) = pair;
            if (model.Refusal is null)
            {
                output.AddSource(HintName.For(model.MetadataName, model.Attribute, names.Contains(model.MetadataName)), SupervisorEmitter.Emit(model));
            }
        });
        return models.Select(static (model, _) => SupervisorRegistrations.Of(model));
    }

    // With both attributes it is refused, and told once.
    private static ModelReader Reader(string attribute, string step) => new(attribute, step, (type, _, cancellationToken) =>
        TypeNames.Is(SupervisorNode.AttributeOf(type)?.AttributeClass, attribute) ? SupervisorParser.Parse(type, cancellationToken) : null);
}
