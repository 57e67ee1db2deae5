using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Generators.Fakes;

/// <summary>The rule of <c>[Fake]</c>: what the rest of a class can be written for.</summary>
internal static class FakeRules
{
    /// <summary>Finds why the rest of a class cannot be written.</summary>
    public static Refusal? OfType(INamedTypeSymbol type)
    {
        var complaint = !IsPartial(type) ? "is not partial"
            : type.ContainingType is not null ? "stands inside another type"
            : type.IsGenericType ? "has type parameters"
            : type.IsStatic ? "is static"
            : type.AllInterfaces.IsEmpty ? "implements no interface"
            : null;
        return complaint is null ? null : new Refusal(Descriptors.NoFake, type, TypeNames.Plain(type), complaint);
    }

    private static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(static reference =>
        reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));
}
