using Microsoft.CodeAnalysis;

namespace Resile.Generators.Documents.Compositions;

/// <summary>A call of an operation through its contract.</summary>
/// <param name="Caller">The class in which it stands; null of a program's top-level statements.</param>
/// <param name="Contract">The contract.</param>
/// <param name="Operation">The operation.</param>
internal sealed record ContractCall(INamedTypeSymbol? Caller, INamedTypeSymbol Contract, IMethodSymbol Operation);
