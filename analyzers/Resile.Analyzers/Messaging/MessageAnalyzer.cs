using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.Messaging;

namespace Resile.Analyzers.Messaging;

/// <summary>Reports what messages lose on their way, and methods whose order somebody forgot.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MessageAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The property of a diagnostic that names what should carry <c>[OrderingKey]</c>: a parameter, or a property of the message.</summary>
    public const string KeyProperty = "Key";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.LostInMessage, Descriptors.NoOrder];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.DurableMessageAttribute) is not null)
            {
                // Several contracts may send a type; what is wrong with it is said once.
                var said = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
                start.RegisterSymbolAction(action => Analyze(action, (INamedTypeSymbol)action.Symbol, said), SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol contract, ConcurrentDictionary<ISymbol, bool> said)
    {
        if (contract.TypeKind != TypeKind.Interface || !DurableCalls.IsContract(contract) || ContractRules.OfContract(contract) is not null)
        {
            return;
        }

        foreach (var refusal in ContractMembers.ToImplement(contract).OfType<IMethodSymbol>().Where(ContractAnalyzer.SoundnessOf(contract))
            .SelectMany(MessageShapeRules.OfOperation).Where(refusal => said.TryAdd(refusal.Symbol, true)))
        {
            Report(context, contract, refusal, null);
        }

        // One thing after the other: whoever is still to add a token is typing, or is told that first.
        foreach (var refusal in MissingOrderRules.OfContract(contract).Where(static refusal => refusal.Symbol is not IMethodSymbol method || TakesToken(method)))
        {
            Report(context, contract, refusal, ImmutableDictionary<string, string?>.Empty.Add(KeyProperty, (string)refusal.Arguments[2]));
        }
    }

    private static bool TakesToken(IMethodSymbol method) => method.Parameters.Any(static parameter => TypeNames.Is(parameter.Type, KnownTypes.CancellationToken));

    private static void Report(SymbolAnalysisContext context, INamedTypeSymbol contract, Refusal refusal, ImmutableDictionary<string, string?>? properties)
    {
        var place = refusal.Symbol.Locations.FirstOrDefault(location => location.SourceTree is { } tree && context.Compilation.ContainsSyntaxTree(tree)) ?? contract.Locations[0];
        context.ReportDiagnostic(Diagnostic.Create(refusal.Rule, place, properties, refusal.Arguments));
    }
}
