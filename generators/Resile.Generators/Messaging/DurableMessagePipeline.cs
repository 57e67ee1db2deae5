using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Registration;
using Resile.Generators.Upcasting;

namespace Resile.Generators.Messaging;

/// <summary>What <c>[DurableMessage]</c> writes.</summary>
internal static class DurableMessagePipeline
{
    /// <summary>Adds the pipeline: one file a contract.</summary>
    /// <returns>The methods by which a program adds what was generated.</returns>
    public static IncrementalValuesProvider<RegistrationModel> Register(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<CompilationFacts> facts)
    {
        var registrations = ContractPipeline.Register(context, facts, new ContractFeature<DurableMessageModel>(
            KnownTypes.DurableMessageAttribute,
            "DurableMessage",
            TrackingNames.DurableMessage,
            static project => project.Messaging,
            DurableMessageParser.Parse,
            DurableMessageEmitter.Emit,
            DurableMessageRegistrations.Of), out var models);

        // One file more for a contract that has something to read of older versions.
        UpcastingPipeline.Register(context, models.Select(static (model, _) => model.Contract.MetadataName).Collect());
        return registrations;
    }
}
