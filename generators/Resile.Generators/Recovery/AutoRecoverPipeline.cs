using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Registration;

namespace Resile.Generators.Recovery;

/// <summary>What <c>[AutoRecover]</c> writes.</summary>
internal static class AutoRecoverPipeline
{
    /// <summary>Adds the pipeline: one file a contract.</summary>
    /// <returns>The methods by which a program adds what was generated.</returns>
    public static IncrementalValuesProvider<RegistrationModel> Register(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<CompilationFacts> facts) =>
        ContractPipeline.Register(context, facts, new ContractFeature<AutoRecoverModel>(
            KnownTypes.AutoRecoverAttribute,
            "AutoRecover",
            TrackingNames.AutoRecover,
            static project => project.Recovery,
            AutoRecoverParser.Parse,
            AutoRecoverEmitter.Emit,
            AutoRecoverRegistrations.Of));
}
