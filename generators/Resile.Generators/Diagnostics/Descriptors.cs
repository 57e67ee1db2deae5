using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Resile.Generators.Diagnostics;

/// <summary>Every rule of Resile: RSL0xxx the shape of contracts, RSL1xxx balancing, RSL2xxx recovery, RSL3xxx messaging.</summary>
/// <remarks>
/// A message says what is wrong and what to do, and names the symbols. Error: no correct code can be generated.
/// Warning: it will misbehave in production. Info: taste. Ids are never used again.
/// </remarks>
internal static partial class Descriptors
{
    private const string HelpRoot = "https://github.com/resile/resile/blob/main/analyzers/docs/";

    /// <summary>Gets every rule.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All => [.. ShapeRules, .. BalancingRules, .. HttpRules, .. RecoveryRules, .. MessagingRules, .. VersionRules];

    private static DiagnosticDescriptor Error(string id, string category, string title, string message) =>
        new(id, title, message, category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpRoot + id + ".md");

    private static DiagnosticDescriptor Warning(string id, string category, string title, string message) =>
        new(id, title, message, category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: HelpRoot + id + ".md");

    private static DiagnosticDescriptor Info(string id, string category, string title, string message) =>
        new(id, title, message, category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: HelpRoot + id + ".md");
}
