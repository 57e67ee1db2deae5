using Microsoft.CodeAnalysis;
using Resile.Generators.Declarations;
using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.Contracts;

/// <summary>The way of every feature from an attribute to the files: contract, model, source.</summary>
internal static class ContractPipeline
{
    /// <summary>Adds the pipeline of a feature: one file a contract.</summary>
    /// <returns>The methods by which a program adds what was generated.</returns>
    public static IncrementalValuesProvider<RegistrationModel> Register<TModel>(
        IncrementalGeneratorInitializationContext context,
        IncrementalValuesProvider<FileModels> files,
        IncrementalValueProvider<CompilationFacts> facts,
        ContractFeature<TModel> feature)
        where TModel : class, IContractModel, IEquatable<TModel>
    {
        var models = files.Of<TModel>(feature.Step)
            .Combine(facts)
            .Where(pair => feature.IsReferenced(pair.Right))
            .Select(static (pair, _) => pair.Left);

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
}
