using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;

namespace Resile.Analyzers.CodeFixes.Recovery;

/// <summary>Keeps in the instance what a component keeps for all of them.</summary>
internal static class StaticToInstance
{
    /// <summary>Makes the proposal: of what is private, stands alone in its declaration, and is used by instances alone.</summary>
    public static Proposal? Of(Finding finding)
    {
        var member = finding.Node.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        var isAlone = member switch
        {
            FieldDeclarationSyntax field => field.Declaration.Variables.Count == 1 && IsMade(field.Declaration.Variables[0].Initializer, finding),
            PropertyDeclarationSyntax property => IsMade(property.Initializer, finding),
            _ => false,
        };
        return isAlone && finding.Symbol is { DeclaredAccessibility: Accessibility.Private } symbol && Uses(finding, symbol).All(use => IsInInstance(use, symbol))
            ? new Proposal("Keep it in the instance", Modifiers.Remove(member!.Modifiers, SyntaxKind.StaticKeyword))
            : null;
    }

    // An initializer of an instance may not speak of the instance.
    private static bool IsMade(EqualsValueClauseSyntax? initializer, Finding finding) => initializer is null || initializer.Value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
        .All(name => finding.Model.GetSymbolInfo(name).Symbol is not { IsStatic: true, DeclaredAccessibility: Accessibility.Private });

    private static IEnumerable<IdentifierNameSyntax> Uses(Finding finding, ISymbol symbol) => symbol.ContainingType.DeclaringSyntaxReferences
        .SelectMany(static reference => reference.GetSyntax().DescendantNodes()).OfType<IdentifierNameSyntax>()
        .Where(name => name.Identifier.ValueText == symbol.Name
            && SymbolEqualityComparer.Default.Equals(finding.Model.Compilation.GetSemanticModel(name.SyntaxTree).GetSymbolInfo(name).Symbol, symbol));

    // By its name alone, or through this: Type.Name is no longer possible then.
    private static bool IsInInstance(IdentifierNameSyntax use, ISymbol symbol)
    {
        if (use.Parent is MemberAccessExpressionSyntax access && access.Name == use)
        {
            return false;
        }

        foreach (var ancestor in use.Ancestors())
        {
            switch (ancestor)
            {
                case LocalFunctionStatementSyntax { Modifiers: var modifiers } when modifiers.Any(SyntaxKind.StaticKeyword):
                case AnonymousFunctionExpressionSyntax { Modifiers: var lambda } when lambda.Any(SyntaxKind.StaticKeyword):
                case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } or PropertyDeclarationSyntax }:
                case ConstructorInitializerSyntax or AttributeSyntax:
                    return false;
                case TypeDeclarationSyntax type:
                    // A nested type has no instance of the one around it.
                    return type.Identifier.ValueText == symbol.ContainingType.Name;
                case MemberDeclarationSyntax member when member is not TypeDeclarationSyntax && member.Modifiers.Any(SyntaxKind.StaticKeyword):
                    return false;
            }
        }

        return false;
    }
}
