using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.Registration;
using Resile.Generators.Text;

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
        context.RegisterSourceOutput(models.Combine(facts), static (output, pair) =>
        {
            if (pair.Right.LoadBalancing && LoadBalancedEmitter.Emit(pair.Left) is { } source)
            {
                output.AddSource(HintName.For(pair.Left.Contract.MetadataName, "LoadBalanced"), source);
            }
        });
        return models.Combine(facts).SelectMany(static (pair, _) =>
            pair.Right.LoadBalancing ? LoadBalancedRegistrations.Of(pair.Left) : default);
    }
}
