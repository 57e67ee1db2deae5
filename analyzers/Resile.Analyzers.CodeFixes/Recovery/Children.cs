using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.CodeFixes.Recovery;

/// <summary>Remedies of what stands under a supervisor.</summary>
internal static class Children
{
    /// <summary>Puts on a child what makes it one: <c>[AutoRecover]</c> on an interface, <c>[Supervisor]</c> on a class.</summary>
    public static Proposal? PutAttribute(Finding finding)
    {
        if (finding.Node is not AttributeSyntax attribute || finding.Model.GetSymbolInfo(attribute).Symbol?.ContainingType is not { TypeArguments: { Length: > 0 } arguments }
            || arguments[0] is not INamedTypeSymbol child || child.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not TypeDeclarationSyntax declaration)
        {
            return null;
        }

        var name = (child.TypeKind, arguments.Length) switch
        {
            (TypeKind.Interface, > 1) => KnownTypes.AutoRecoverAttribute,
            (TypeKind.Class, 1) when AttributeReader.Find(child, KnownTypes.SystemRootAttribute) is null => KnownTypes.SupervisorAttribute,
            _ => null,
        };
        return name is null || AttributeReader.Find(child, name) is not null || Attributes.Add(finding, declaration, name) is not { } edits ? null
            : new Proposal($"Put [{Finding.ShortName(name)}] on '{child.Name}'",
                [.. edits, .. name == KnownTypes.SupervisorAttribute && Modifiers.MakePartial(declaration) is { } partial ? new[] { partial } : []]);
    }

    /// <summary>Says when a child ends for good.</summary>
    public static Proposal? SetRestart(Finding finding, string restart) =>
        finding.Node is AttributeSyntax attribute && Names.Of(finding, attribute, KnownTypes.ChildRestart) is var (name, imports)
            ? new Proposal($"Set its Restart to {restart}", [Attributes.Set(attribute, "Restart", $"{name}.{restart}"), .. imports])
            : null;

    /// <summary>Removes an argument of the attribute that is there.</summary>
    public static Proposal? RemoveArgument(Finding finding, string name) =>
        Attributes.Named(finding.Node as AttributeSyntax, name) is { } argument ? new Proposal($"Remove '{name}'", Attributes.Remove(argument)) : null;

    /// <summary>Makes a second root a supervisor under the first one.</summary>
    public static Proposal? PutUnderRoot(Finding finding)
    {
        if (finding is not { Node: AttributeSyntax attribute, Type: { } type } || finding.Model.Compilation.GetTypeByMetadataName(finding.Fact(1)) is not { } root
            || root.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not TypeDeclarationSyntax declaration
            || Attributes.Replace(finding, attribute, KnownTypes.SupervisorAttribute) is not { } edits
            || Attributes.Add(finding, declaration, KnownTypes.ChildAttributeOfSupervisor, $"<{type.ToMinimalDisplayString(finding.Model.Compilation.GetSemanticModel(declaration.SyntaxTree), declaration.SpanStart)}>") is not { } child)
        {
            return null;
        }

        return new Proposal($"Make it a [Supervisor] under '{root.Name}'", [.. edits, .. child]);
    }
}
