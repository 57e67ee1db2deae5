using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.Supervision;
using Resile.Generators.Text;

namespace Resile.Analyzers.Components;

/// <summary>Reports what a restart of a component does not mend, in the implementations that a project puts under supervision.</summary>
/// <remarks>
/// Those are the classes that <c>[Child]</c> and <c>[ChildPool]</c> name, and the generated <c>AddXxx&lt;TImplementation&gt;</c>. Any other class that implements a
/// contract, as a test's, is left alone.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ComponentAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Descriptors.OfComponents;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.AutoRecoverAttribute) is null)
            {
                return;
            }

            var seen = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
            start.RegisterSymbolAction(
                action =>
                {
                    foreach (var child in SupervisorNode.ChildrenOf((INamedTypeSymbol)action.Symbol))
                    {
                        Analyze(child.Implementation, action.Compilation, seen, action.ReportDiagnostic);
                    }
                },
                SymbolKind.NamedType);
            start.RegisterOperationAction(
                action => Analyze(AddedBy(((IInvocationOperation)action.Operation).TargetMethod), action.Compilation, seen, action.ReportDiagnostic),
                OperationKind.Invocation);
        });
    }

    private static INamedTypeSymbol? AddedBy(IMethodSymbol method)
    {
        method = method.ReducedFrom is { } whole && method.TypeArguments.Length == whole.TypeParameters.Length ? whole.Construct([.. method.TypeArguments]) : method;
        return method is { TypeArguments.Length: 1, Parameters.Length: > 0 }
            && TypeNames.Is(method.Parameters[0].Type, KnownTypes.ComponentsBuilder)
            && method.TypeParameters[0].ConstraintTypes.Any(static type => AttributeReader.Find(type, KnownTypes.AutoRecoverAttribute) is not null)
            && AttributeReader.Find(method.ContainingType, KnownTypes.GeneratedCodeAttribute).Argument<string>(0) == GeneratedFile.Tool
                ? method.TypeArguments[0] as INamedTypeSymbol
                : null;
    }

    private static void Analyze(
        INamedTypeSymbol? implementation, Compilation compilation, ConcurrentDictionary<ISymbol, bool> seen, Action<Diagnostic> report)
    {
        if (implementation?.OriginalDefinition is not { TypeKind: TypeKind.Class } type || !seen.TryAdd(type, true))
        {
            return;
        }

        foreach (var refusal in ComponentRules.Of(type))
        {
            if (refusal.Symbol.Locations.FirstOrDefault(location => location.SourceTree is { } tree && compilation.ContainsSyntaxTree(tree)) is { } place)
            {
                report(refusal.ToDiagnostic(place));
            }
        }
    }
}
