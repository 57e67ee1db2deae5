using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Declarations;
using Resile.Generators.Registration;
using Resile.Generators.Upcasting;

namespace Resile.Generators.Messaging;

/// <summary>What <c>[DurableMessage]</c> writes.</summary>
internal static class DurableMessagePipeline
{
    /// <summary>What the attribute does to an interface.</summary>
    public static readonly ContractFeature<DurableMessageModel> Feature = new(
        KnownTypes.DurableMessageAttribute,
        "DurableMessage",
        TrackingNames.DurableMessage,
        static project => project.Messaging,
        DurableMessageParser.Parse,
        DurableMessageEmitter.Emit,
        DurableMessageRegistrations.Of);

    /// <summary>Adds the pipeline: one file a contract.</summary>
    /// <returns>The methods by which a program adds what was generated.</returns>
    public static IncrementalValuesProvider<RegistrationModel> Register(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<FileModels> files, IncrementalValueProvider<CompilationFacts> facts)
    {
        // One file more for a contract that has something to read of older versions.
        UpcastingPipeline.Register(context, files);
        return ContractPipeline.Register(context, files, facts, Feature);
    }
}
