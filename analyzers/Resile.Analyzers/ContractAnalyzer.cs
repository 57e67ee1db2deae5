using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.LoadBalancing;
using Resile.Generators.Messaging;
using Resile.Generators.Recovery;

namespace Resile.Analyzers;

/// <summary>Reports what keeps an interface from being served, with the rules that the generator itself goes by.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContractAnalyzer : DiagnosticAnalyzer
{
    private static readonly KeyValuePair<string, Func<INamedTypeSymbol, IMethodSymbol, Refusal?>>[] Features =
    [
        new(KnownTypes.LoadBalancedAttribute, LoadBalancedRules.OfOperation),
        new(KnownTypes.AutoRecoverAttribute, static (_, method) => AutoRecoverRules.OfOperation(method)),
        new(KnownTypes.DurableMessageAttribute, DurableMessageRules.OfOperation),
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Descriptors.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (Features.Any(feature => start.Compilation.GetTypeByMetadataName(feature.Key) is not null))
            {
                start.RegisterSymbolAction(static action => Analyze(action, (INamedTypeSymbol)action.Symbol), SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        if (type.TypeKind != TypeKind.Interface)
        {
            return;
        }

        var features = Features.Where(feature => AttributeReader.Find(type, feature.Key) is not null).ToArray();
        if (features.Length == 0)
        {
            return;
        }

        Report(context, type, ContractRules.OfContract(type));
        foreach (var member in ContractMembers.ToImplement(type))
        {
            var refusal = ContractRules.OfMember(member);
            Report(context, type, refusal);
            if (refusal is null && member is IMethodSymbol method)
            {
                foreach (var feature in features)
                {
                    Report(context, type, feature.Value(type, method));
                }
            }
        }
    }

    // A member inherited from another project has no place in this one; the contract that inherits it has.
    private static void Report(SymbolAnalysisContext context, INamedTypeSymbol contract, Refusal? refusal)
    {
        if (refusal is not null)
        {
            var place = refusal.Symbol.Locations.FirstOrDefault(location => location.SourceTree is { } tree
                && context.Compilation.ContainsSyntaxTree(tree)) ?? contract.Locations[0];
            context.ReportDiagnostic(Diagnostic.Create(refusal.Rule, place, refusal.Arguments));
        }
    }
}
