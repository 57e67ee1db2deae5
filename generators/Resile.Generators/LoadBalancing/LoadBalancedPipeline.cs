using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Registration;

namespace Resile.Generators.LoadBalancing;

/// <summary>What <c>[LoadBalanced]</c> writes.</summary>
internal static class LoadBalancedPipeline
{
    /// <summary>Adds the pipeline: one file a contract.</summary>
    /// <returns>The methods by which a program adds what was generated.</returns>
    public static IncrementalValuesProvider<RegistrationModel> Register(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<CompilationFacts> facts) =>
        ContractPipeline.Register(context, facts, new ContractFeature<LoadBalancedModel>(
            KnownTypes.LoadBalancedAttribute,
            "LoadBalanced",
            TrackingNames.LoadBalanced,
            static project => project.LoadBalancing,
            LoadBalancedParser.Parse,
            LoadBalancedEmitter.Emit,
            LoadBalancedRegistrations.Of));
}
