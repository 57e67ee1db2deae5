using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.Contracts;
using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.Supervision;

/// <summary>What <c>[Supervisor]</c> and <c>[SystemRoot]</c> write.</summary>
internal static class SupervisorPipeline
{
    /// <summary>Adds the pipelines: one file a class.</summary>
    /// <returns>The methods by which a program adds the trees.</returns>
    public static (IncrementalValuesProvider<RegistrationModel> Supervisors, IncrementalValuesProvider<RegistrationModel> Roots) Register(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<CompilationFacts> facts) =>
        (Register(context, facts, KnownTypes.SupervisorAttribute, TrackingNames.Supervisor),
            Register(context, facts, KnownTypes.SystemRootAttribute, TrackingNames.SystemRoot));

    private static IncrementalValuesProvider<RegistrationModel> Register(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<CompilationFacts> facts, string attribute, string step)
    {
        var models = context.SyntaxProvider.ForAttributeWithMetadataName(
                attribute,
                static (node, _) => node is TypeDeclarationSyntax,
                (target, cancellationToken) => Read(target, attribute, cancellationToken))
            .WithTrackingName(step)
            .Where(static model => model is not null)
            .Combine(facts)
            .Where(static pair => pair.Right.Recovery)
            .Select(static (pair, _) => pair.Left!);
        var shared = models.Select(static (model, _) => model.MetadataName).Collect()
            .Select(static (names, _) => HintName.Shared(names));
        context.RegisterSourceOutput(models.Combine(shared), static (output, pair) =>
        {
            var (model, names) = pair;
            if (model.Refusal is null)
            {
                output.AddSource(HintName.For(model.MetadataName, model.Attribute, names.Contains(model.MetadataName)), SupervisorEmitter.Emit(model));
            }
        });
        return models.Select(static (model, _) => SupervisorRegistrations.Of(model));
    }

    // One of the parts of the class stands for it; with both attributes it is refused, and told once.
    private static SupervisorModel? Read(GeneratorAttributeSyntaxContext target, string attribute, CancellationToken cancellationToken)
    {
        var type = (INamedTypeSymbol)target.TargetSymbol;
        var first = SupervisorNode.AttributeOf(type);
        var place = first?.ApplicationSyntaxReference;
        return type.Name.Length > 0 && TypeNames.Is(first?.AttributeClass, attribute) && place is not null
            && place.SyntaxTree == target.TargetNode.SyntaxTree && target.TargetNode.Span.Contains(place.Span)
            ? SupervisorParser.Parse(type, cancellationToken)
            : null;
    }
}
