using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.Contracts;

/// <summary>The way of every feature from an attribute to the files: contract, model, source.</summary>
internal static class ContractPipeline
{
    /// <summary>Adds the pipeline of a feature: one file a contract.</summary>
    /// <returns>The methods by which a program adds what was generated.</returns>
    public static IncrementalValuesProvider<RegistrationModel> Register<TModel>(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<CompilationFacts> facts, ContractFeature<TModel> feature)
        where TModel : class, IContractModel, IEquatable<TModel> => Register(context, facts, feature, out _);

    /// <summary>Adds the pipeline of a feature: one file a contract.</summary>
    /// <param name="context">Where to add it.</param>
    /// <param name="facts">What is known of the project.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="models">The contracts, for pipelines that begin where this one ends.</param>
    /// <returns>The methods by which a program adds what was generated.</returns>
    public static IncrementalValuesProvider<RegistrationModel> Register<TModel>(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<CompilationFacts> facts, ContractFeature<TModel> feature,
        out IncrementalValuesProvider<TModel> models)
        where TModel : class, IContractModel, IEquatable<TModel>
    {
        models = context.SyntaxProvider.ForAttributeWithMetadataName(
                feature.Attribute,
                static (node, _) => node is InterfaceDeclarationSyntax,
                (target, cancellationToken) => Read(target, feature, cancellationToken))
            .WithTrackingName(feature.Step)
            .Where(static model => model is not null)
            .Combine(facts)
            .Where(pair => feature.IsReferenced(pair.Right))
            .Select(static (pair, _) => pair.Left!);

        // Nearly always empty, so it changes as good as never: no contract's file depends on what the others are.
        var shared = models.Select(static (model, _) => model.Contract.MetadataName).Collect()
            .Select(static (names, _) => HintName.Shared(names));
        context.RegisterSourceOutput(models.Combine(shared), (output, pair) =>
        {
            var (model, names) = pair;
            if (feature.Emit(model) is { } source)
            {
                var isShared = names.Contains(model.Contract.MetadataName);
                output.AddSource(HintName.For(model.Contract.MetadataName, feature.Name, isShared), source);
            }
        });
        return models.SelectMany((model, _) => feature.Registrations(model));
    }

    // One of the declarations of an interface stands for it: a copied file, or a second part with the attribute, is the compiler's to
    // complain of. A name that is not typed yet makes no contract.
    private static TModel? Read<TModel>(
        GeneratorAttributeSyntaxContext target, ContractFeature<TModel> feature, CancellationToken cancellationToken)
        where TModel : class, IContractModel, IEquatable<TModel>
    {
        var contract = (INamedTypeSymbol)target.TargetSymbol;
        var first = AttributeReader.Find(contract, feature.Attribute)?.ApplicationSyntaxReference;
        return contract.Name.Length > 0 && first is not null && first.SyntaxTree == target.TargetNode.SyntaxTree
            && target.TargetNode.Span.Contains(first.Span)
            ? feature.Parse(contract, cancellationToken)
            : null;
    }
}
