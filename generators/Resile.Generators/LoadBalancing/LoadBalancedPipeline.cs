using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.Registration;

namespace Resile.Generators.LoadBalancing;

/// <summary>What <c>[LoadBalanced]</c> writes.</summary>
internal static class LoadBalancedPipeline
{
    /// <summary>Adds the pipeline: one file a contract.</summary>
    /// <returns>The methods by which a program adds what was generated.</returns>
    public static IncrementalValuesProvider<RegistrationModel> Register(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<CompilationFacts> facts)
    {
        var models = context.SyntaxProvider.ForAttributeWithMetadataName(
                KnownTypes.LoadBalancedAttribute,
                static (node, _) => node is InterfaceDeclarationSyntax,
                static (target, cancellationToken) =>
                    LoadBalancedParser.Parse((INamedTypeSymbol)target.TargetSymbol, cancellationToken))
            .WithTrackingName(TrackingNames.LoadBalanced);
        return models.SelectMany(static (model, _) => LoadBalancedEmitter.Registrations(model));
    }
}
