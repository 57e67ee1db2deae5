using Microsoft.CodeAnalysis;
using Resile.Generators.Contracts;

namespace Resile.Generators.Declarations;

/// <summary>Reads the models of one attribute.</summary>
/// <param name="Attribute">The attribute's metadata name.</param>
/// <param name="Step">The name by which tests find the step that hands the models on.</param>
/// <param name="Read">Reads a type; null where the attribute, of which there is one, makes it nothing.</param>
internal sealed record ModelReader(string Attribute, string Step, Func<INamedTypeSymbol, Compilation, CancellationToken, object?> Read)
{
    /// <summary>Reads a type that carries the attribute at a place.</summary>
    /// <remarks>One of the declarations of a type stands for it: a copied file, or a second part with the attribute, is the compiler's to complain of.</remarks>
    public object? ReadAt(SyntaxNode place, INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken)
    {
        var first = AttributeReader.Find(type, Attribute)?.ApplicationSyntaxReference;
        return first is not null && first.SyntaxTree == place.SyntaxTree && place.Span.Contains(first.Span) ? Read(type, compilation, cancellationToken) : null;
    }
}
