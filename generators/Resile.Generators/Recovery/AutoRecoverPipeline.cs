using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Declarations;
using Resile.Generators.Registration;

namespace Resile.Generators.Recovery;

/// <summary>What <c>[AutoRecover]</c> writes.</summary>
internal static class AutoRecoverPipeline
{
    /// <summary>What the attribute does to an interface.</summary>
    public static readonly ContractFeature<AutoRecoverModel> Feature = new(
        KnownTypes.AutoRecoverAttribute,
        "AutoRecover",
        TrackingNames.AutoRecover,
        static project => project.Recovery,
        AutoRecoverParser.Parse,
        AutoRecoverEmitter.Emit,
        AutoRecoverRegistrations.Of);

    /// <summary>Adds the pipeline: one file a contract.</summary>
    /// <returns>The methods by which a program adds what was generated.</returns>
    public static IncrementalValuesProvider<RegistrationModel> Register(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<FileModels> files, IncrementalValueProvider<CompilationFacts> facts) =>
        ContractPipeline.Register(context, files, facts, Feature);
}
