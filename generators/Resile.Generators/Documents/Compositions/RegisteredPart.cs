using Microsoft.CodeAnalysis;

namespace Resile.Generators.Documents.Compositions;

/// <summary>A call of a generated method by which a program adds something.</summary>
/// <param name="Kind">What it adds.</param>
/// <param name="Subject">The contract, or the class of a supervisor.</param>
/// <param name="Implementation">The class that is named as its implementation or handler; null where none is.</param>
/// <param name="Operation">The name of the only operation that is handled, without <c>Async</c>; null for all.</param>
internal sealed record RegisteredPart(PartKind Kind, INamedTypeSymbol Subject, INamedTypeSymbol? Implementation, string? Operation);
