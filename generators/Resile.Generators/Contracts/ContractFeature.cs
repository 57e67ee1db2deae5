using Microsoft.CodeAnalysis;
using Resile.Generators.Declarations;
using Resile.Generators.Registration;
using Resile.Generators.Text;

namespace Resile.Generators.Contracts;

/// <summary>What an attribute does to the interfaces that carry it.</summary>
/// <param name="Attribute">The attribute's metadata name.</param>
/// <param name="Name">Its name without the suffix: part of the names of generated files.</param>
/// <param name="Step">The name by which tests find the step that reads a contract.</param>
/// <param name="IsReferenced">Tells whether the project references what generated code needs.</param>
/// <param name="Parse">Reads a contract.</param>
/// <param name="Emit">Writes its file; null where nothing can be generated for it.</param>
/// <param name="Registrations">Lists the methods by which a program adds what was generated.</param>
internal sealed record ContractFeature<TModel>(
    string Attribute,
    string Name,
    string Step,
    Func<CompilationFacts, bool> IsReferenced,
    Func<INamedTypeSymbol, CancellationToken, TModel> Parse,
    Func<TModel, string?> Emit,
    Func<TModel, EquatableArray<RegistrationModel>> Registrations)
    where TModel : class, IContractModel, IEquatable<TModel>
{
    /// <summary>Gets what reads the contracts.</summary>
    public ModelReader Reader => new(Attribute, Step, (type, _, cancellationToken) => type.TypeKind == TypeKind.Interface ? Parse(type, cancellationToken) : null);
}
