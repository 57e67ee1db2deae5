using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Resile.Analyzers.CodeFixes.Edits;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.CodeFixes.Shape;

/// <summary>Mends the shape of contracts: rules RSL0xxx.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ShapeCodeFixProvider)), Shared]
public sealed class ShapeCodeFixProvider : RemedyProvider
{
    /// <inheritdoc/>
    internal override ImmutableArray<Remedy> Table { get; } =
    [
        new(Descriptors.NotAsynchronous, "ReturnTask", ReturnTypes.Task),
        new(Descriptors.NotAsynchronous, "ReturnAsyncEnumerable", ReturnTypes.AsyncEnumerable),
        new(Descriptors.NotAMethod, "ReplaceByMethod", PropertyToMethod.Of),
        new(Descriptors.ByReferenceParameter, "PassByValue", ByValue.WithoutModifiers),
        new(Descriptors.ByReferenceParameter, "PassAsMemory", ByValue.Memory),
        new(Descriptors.ByReferenceParameter, "PassAsArray", ByValue.Array),
        new(Descriptors.InaccessibleContract, "MakeInternal", static finding => Accessible(finding, "internal")),
        new(Descriptors.InaccessibleContract, "MakePublic", static finding => Accessible(finding, "public")),
        new(Descriptors.HiddenOperation, "MakePublic", static finding => Accessible(finding, "public")),
        new(Descriptors.HiddenOperation, "MakeInternal", static finding => Accessible(finding, "internal")),
        new(Descriptors.DisposableContract, "MoveToImplementations", DisposableImplementations.Of),
        new(Descriptors.SeveralTokens, "RemoveSecond", static finding => WithoutToken(finding, 2)),
        new(Descriptors.SeveralTokens, "RemoveFirst", static finding => WithoutToken(finding, 1)),
        Remedies.Write(Descriptors.BadDeadline, "WriteDuration",
            static finding => Attributes.Positional(finding.Attribute(KnownTypes.DeadlineAttribute), 0), static (_, text) => Meant.Deadline(text)),
        new(Descriptors.NoFake, "MakePartial", static finding => Modifiers.MakePartial(finding.Node) is { } edit ? new Proposal("Make it partial", edit) : null),
        new(Descriptors.NoToken, "TakeToken", Tokens.Add),
    ];

    private static Proposal? Accessible(Finding finding, string accessibility) =>
        finding is { Node: MemberDeclarationSyntax member, Symbol: { } symbol } && (symbol is IMethodSymbol || symbol.ContainingType is not { } container || TypeAccess.CanBeNamed(container))
            ? new Proposal("Make it " + accessibility, Modifiers.SetAccessibility(member, accessibility))
            : null;

    private static Proposal? WithoutToken(Finding finding, int fact) =>
        Parameters.SyntaxOf(Parameters.Named(finding.Method, finding.Fact(fact))) is { } parameter
            ? new Proposal($"Remove '{finding.Fact(fact)}'", Parameters.Remove(parameter))
            : null;
}
