using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.Recovery;

/// <summary>What <c>[AutoRecover]</c> writes.</summary>
internal static class AutoRecoverPipeline
{
    /// <summary>Adds the pipeline: one file a contract.</summary>
    /// <returns>The methods by which a program adds what was generated.</returns>
    public static IncrementalValuesProvider<RegistrationModel> Register(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<CompilationFacts> facts)
    {
        var models = context.SyntaxProvider.ForAttributeWithMetadataName(
                KnownTypes.AutoRecoverAttribute,
                static (node, _) => node is InterfaceDeclarationSyntax,
                static (target, cancellationToken) =>
                    AutoRecoverParser.Parse((INamedTypeSymbol)target.TargetSymbol, cancellationToken))
            .WithTrackingName(TrackingNames.AutoRecover);
        context.RegisterSourceOutput(models.Combine(facts), static (output, pair) =>
        {
            if (pair.Right.Recovery && AutoRecoverEmitter.Emit(pair.Left) is { } source)
            {
                output.AddSource(HintName.For(pair.Left.Contract.MetadataName, "AutoRecover"), source);
            }
        });
        return models.Combine(facts).SelectMany(static (pair, _) =>
            pair.Right.Recovery ? AutoRecoverEmitter.Registrations(pair.Left) : default);
    }
}
