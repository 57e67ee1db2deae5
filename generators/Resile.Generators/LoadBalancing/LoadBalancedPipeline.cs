using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Declarations;
using Resile.Generators.Registration;

namespace Resile.Generators.LoadBalancing;

/// <summary>What <c>[LoadBalanced]</c> writes.</summary>
internal static class LoadBalancedPipeline
{
    /// <summary>What the attribute does to an interface.</summary>
    public static readonly ContractFeature<LoadBalancedModel> Feature = new(
        KnownTypes.LoadBalancedAttribute,
        "LoadBalanced",
        TrackingNames.LoadBalanced,
        static project => project.LoadBalancing,
        LoadBalancedParser.Parse,
        LoadBalancedEmitter.Emit,
        LoadBalancedRegistrations.Of);

    /// <summary>Adds the pipeline: one file a contract.</summary>
    /// <returns>The methods by which a program adds what was generated.</returns>
    public static IncrementalValuesProvider<RegistrationModel> Register(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<FileModels> files, IncrementalValueProvider<CompilationFacts> facts) =>
        ContractPipeline.Register(context, files, facts, Feature);
}
