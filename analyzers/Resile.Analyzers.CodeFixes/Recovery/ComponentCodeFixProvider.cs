using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.CodeFixes.Recovery;

/// <summary>Mends the implementations of supervised contracts: rules RSL2030 and on.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ComponentCodeFixProvider)), Shared]
public sealed class ComponentCodeFixProvider : RemedyProvider
{
    /// <inheritdoc/>
    internal override ImmutableArray<Remedy> Table { get; } =
    [
        new(Descriptors.MutableStatic, "KeepInInstance", StaticToInstance.Of),
        new(Descriptors.StaticLock, "KeepInInstance", StaticToInstance.Of),
        new(Descriptors.UndisposedField, "Dispose", Disposal.Of),
        new(Descriptors.AsyncVoid, "ReturnTask", AsyncVoid.Of),
    ];
}
