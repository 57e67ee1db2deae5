using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.CodeFixes.Recovery;

/// <summary>Mends supervised contracts and the trees that they stand in: rules RSL2000 to RSL2029.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RecoveryCodeFixProvider)), Shared]
public sealed class RecoveryCodeFixProvider : RemedyProvider
{
    /// <inheritdoc/>
    internal override ImmutableArray<Remedy> Table { get; } =
    [
        new(Descriptors.BadValue, "UseDefault", Values.UseDefault),
        new(Descriptors.BadException, "KeepFirst", static finding => Values.KeepAnswer(finding, first: true)),
        new(Descriptors.BadException, "KeepLast", static finding => Values.KeepAnswer(finding, first: false)),
        new(Descriptors.BadLoop, "WriteLoop", Loops.Write),
        new(Descriptors.NoSupervisor, "MakePartial", static finding => Modifiers.MakePartial(finding.Node) is { } edit ? new Proposal("Make it partial", edit) : null),
        new(Descriptors.NoSupervisor, "MakeInternal", static finding => finding.Node is TypeDeclarationSyntax type && type.Modifiers.Any(SyntaxKind.FileKeyword)
            ? new Proposal("Make it internal", Modifiers.SetAccessibility(type, "internal"))
            : null),
        Remedies.Remove(Descriptors.NoSupervisor, KnownTypes.SystemRootAttribute, IsBoth),
        Remedies.Remove(Descriptors.NoSupervisor, KnownTypes.SupervisorAttribute, IsBoth),
        Remedies.Add(Descriptors.NoSupervisor, KnownTypes.SupervisorAttribute,
            static finding => finding.Attribute(KnownTypes.SupervisorAttribute) is null && finding.Attribute(KnownTypes.SystemRootAttribute) is null),
        new(Descriptors.BadChild, "PutAttribute", Children.PutAttribute),
        Remedies.RemoveThere(Descriptors.BadChild, "TakeOut", "Take the child out"),
        Remedies.RemoveThere(Descriptors.DuplicateChild, "TakeOut", "Take the child out", static finding => finding.Fact(2).EndsWith("Leave it in one place", StringComparison.Ordinal)),
        new(Descriptors.SignificantPermanent, "MakeTransient", static finding => Children.SetRestart(finding, "Transient")),
        new(Descriptors.SignificantPermanent, "MakeTemporary", static finding => Children.SetRestart(finding, "Temporary")),
        new(Descriptors.SignificantPermanent, "RemoveSignificant", static finding => Children.RemoveArgument(finding, "Significant")),
        new(Descriptors.IdleSignificance, "RemoveSignificant", static finding => Children.RemoveArgument(finding, "Significant")),
        new(Descriptors.IdleSignificance, "RemoveAutoShutdown", static finding => Children.RemoveArgument(finding, "AutoShutdown")),
        new(Descriptors.SeveralRoots, "PutUnderRoot", Children.PutUnderRoot),
    ];

    private static bool IsBoth(Finding finding) => finding.Attribute(KnownTypes.SupervisorAttribute) is not null && finding.Attribute(KnownTypes.SystemRootAttribute) is not null;
}
