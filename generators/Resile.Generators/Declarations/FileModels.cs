using Resile.Generators.Text;

namespace Resile.Generators.Declarations;

/// <summary>The models that were read from a file.</summary>
/// <param name="All">The models, in the order of declaration, each with the step that hands it on.</param>
internal sealed record FileModels(EquatableArray<(string Step, object Model)> All)
{
    /// <summary>What a file without a model has.</summary>
    public static readonly FileModels None = new(EquatableArray<(string Step, object Model)>.Empty);
}
