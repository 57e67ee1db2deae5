using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.Messaging;

/// <summary>What <c>[DurableMessage]</c> writes.</summary>
internal static class DurableMessagePipeline
{
    /// <summary>Adds the pipeline: one file a contract.</summary>
    /// <returns>The methods by which a program adds what was generated.</returns>
    public static IncrementalValuesProvider<RegistrationModel> Register(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<CompilationFacts> facts)
    {
        var models = context.SyntaxProvider.ForAttributeWithMetadataName(
                KnownTypes.DurableMessageAttribute,
                static (node, _) => node is InterfaceDeclarationSyntax,
                static (target, cancellationToken) =>
                    DurableMessageParser.Parse((INamedTypeSymbol)target.TargetSymbol, cancellationToken))
            .WithTrackingName(TrackingNames.DurableMessage);
        context.RegisterSourceOutput(models.Combine(facts), static (output, pair) =>
        {
            if (pair.Right.Messaging && DurableMessageEmitter.Emit(pair.Left) is { } source)
            {
                output.AddSource(HintName.For(pair.Left.Contract.MetadataName, "DurableMessage"), source);
            }
        });
        return models.Combine(facts).SelectMany(static (pair, _) =>
            pair.Right.Messaging ? DurableMessageRegistrations.Of(pair.Left) : default);
    }
}
