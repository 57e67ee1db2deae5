using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using Resile.Analyzers;

namespace Resile.Generators.Tests;

/// <summary>What the package brings along.</summary>
internal static class AllAnalyzers
{
    private static readonly Type[] Types = [.. typeof(ContractAnalyzer).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)];

    /// <summary>Makes one of each.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Create() => [.. Types.Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];
}
