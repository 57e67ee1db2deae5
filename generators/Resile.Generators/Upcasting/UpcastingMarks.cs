using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Generators.Declarations;

namespace Resile.Generators.Upcasting;

/// <summary>Tells whether anything that a compilation sees can say of itself what it was before.</summary>
/// <remarks>
/// To know what the messages of a contract contain, the types of all their members have to be bound, at every keystroke. Hardly any project has something to find there, so this is
/// asked first. It goes by the names of attributes in syntax, which are the same for as long as a file is.
/// </remarks>
internal static class UpcastingMarks
{
    // Assemblies that stand on the attributes without ever using them on a message.
    private static readonly HashSet<string> OwnAssemblies = new(StringComparer.Ordinal)
    {
        "Resile", "Resile.AspNetCore", "Resile.LoadBalancing", "Resile.Recovery", "Resile.Messaging", "Resile.Messaging.Sqlite", "Resile.Messaging.PostgreSql",
        "Resile.Messaging.EntityFrameworkCore", "Resile.Messaging.MassTransit", "Resile.Testing",
    };

    // A memory of what a function of the file gives, and no more: it keeps no file alive.
    private static readonly ConditionalWeakTable<SyntaxTree, object> Marked = new();

    // The answer is the same for all contracts of a compilation.
    private static readonly ConditionalWeakTable<Compilation, object> Answers = new();

    /// <summary>Tells it.</summary>
    public static bool AreIn(Compilation compilation, CancellationToken cancellationToken) =>
        (bool)Answers.GetValue(compilation, each => each.SyntaxTrees.Any(tree => IsMarked(tree, cancellationToken))
            || each.SourceModule.ReferencedAssemblySymbols.Any(IsBuiltOnContracts));

    /// <summary>Tells whether a file has such an attribute.</summary>
    public static bool IsMarked(SyntaxTree tree, CancellationToken cancellationToken)
    {
        if (!Marked.TryGetValue(tree, out var known))
        {
            known = Marked.GetValue(tree, each => each.GetRoot(cancellationToken).DescendantNodes(CanHaveAttributes).Any(static node =>
                node is AttributeSyntax attribute ? IsMark(attribute)

                // Whoever gives the attributes names of his own is taken at his word.
                : node is UsingDirectiveSyntax { Alias: not null, NamespaceOrType: NameSyntax name } && WrittenName.LastPartOf(name) is "SinceAttribute" or "RenamedFromAttribute" or "RetiredAttribute" or "UpcasterAttribute"));
        }

        return (bool)known;
    }

    private static bool IsBuiltOnContracts(IAssemblySymbol assembly) => !OwnAssemblies.Contains(assembly.Name)
        && assembly.Modules.Any(static module => module.ReferencedAssemblies.Any(static name => name.Name == "Resile.Abstractions"));

    private static bool IsMark(AttributeSyntax attribute) => WrittenName.LastPartOf(attribute.Name) is
        "Since" or "SinceAttribute" or "RenamedFrom" or "RenamedFromAttribute" or "Retired" or "RetiredAttribute" or "Upcaster" or "UpcasterAttribute";

    private static bool CanHaveAttributes(SyntaxNode node) => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax
        or EnumDeclarationSyntax or BasePropertyDeclarationSyntax or BaseMethodDeclarationSyntax or ParameterListSyntax or ParameterSyntax or AttributeListSyntax;
}
