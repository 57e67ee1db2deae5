using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;
using Resile.Generators.Registration;

namespace Resile.Generators.Messaging;

/// <summary>What <c>[DurableMessage]</c> writes.</summary>
internal static class DurableMessagePipeline
{
    /// <summary>Adds the pipeline: one file a contract.</summary>
    /// <returns>The methods by which a program adds what was generated.</returns>
    public static IncrementalValuesProvider<RegistrationModel> Register(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<CompilationFacts> facts) =>
        ContractPipeline.Register(context, facts, new ContractFeature<DurableMessageModel>(
            KnownTypes.DurableMessageAttribute,
            "DurableMessage",
            TrackingNames.DurableMessage,
            static project => project.Messaging,
            DurableMessageParser.Parse,
            DurableMessageEmitter.Emit,
            DurableMessageRegistrations.Of));
}
