using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.Fakes;
using Resile.Generators.LoadBalancing;
using Resile.Generators.Messaging;
using Resile.Generators.Recovery;
using Resile.Generators.Supervision;

namespace Resile.Analyzers;

/// <summary>Reports what keeps an interface from being served, with the rules that the generator itself goes by.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContractAnalyzer : DiagnosticAnalyzer
{
    private static readonly Feature[] Features =
    [
        new(KnownTypes.LoadBalancedAttribute, LoadBalancedRules.OfContract, LoadBalancedRules.RuleFor),
        new(KnownTypes.AutoRecoverAttribute, AutoRecoverRules.OfContract, AutoRecoverRules.RuleFor),
        new(KnownTypes.DurableMessageAttribute, DurableMessageRules.OfContract, DurableMessageRules.RuleFor),
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
            if (Features.Any(feature => start.Compilation.GetTypeByMetadataName(feature.Attribute) is not null)
                || start.Compilation.GetTypeByMetadataName(KnownTypes.FakeAttribute) is not null)
            {
                // Nobody looks for all supervisors of a project before there is one.
                var supervisors = new Lazy<IReadOnlyList<SupervisorNode>>(
                    () => ProjectSupervisors.Of(start.Compilation, CancellationToken.None));
                start.RegisterSymbolAction(action => Analyze(action, (INamedTypeSymbol)action.Symbol, supervisors), SymbolKind.NamedType);
            }
        });
    }

    /// <summary>Makes what tells whether an operation of a contract, whose shape is right, is sound: other rules are silent about one that has more to mend first.</summary>
    internal static Func<IMethodSymbol, bool> SoundnessOf(INamedTypeSymbol contract)
    {
        var features = Features.Where(feature => AttributeReader.Find(contract, feature.Attribute) is not null).ToArray();
        if (ContractRules.OfContract(contract) is not null || features.Any(feature => feature.OfContract(contract) is { IsFinal: true }))
        {
            return static _ => false;
        }

        var rules = Array.ConvertAll(features, feature => feature.RuleFor(contract));
        return operation => ContractRules.OfMember(operation) is null && rules.All(rule => rule(operation) is null);
    }

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type, Lazy<IReadOnlyList<SupervisorNode>> supervisors)
    {
        if (type.TypeKind == TypeKind.Class && type.Name.Length > 0)
        {
            AnalyzeSupervisor(context, type, supervisors);
        }

        if (type.TypeKind == TypeKind.Class && AttributeReader.Find(type, KnownTypes.FakeAttribute) is not null)
        {
            Report(context, type, FakeRules.OfType(type));
        }

        if (type.TypeKind != TypeKind.Interface)
        {
            return;
        }

        var features = Features.Where(feature => AttributeReader.Find(type, feature.Attribute) is not null).ToArray();
        if (features.Length == 0 || type.Name.Length == 0)
        {
            return;
        }

        // A contract of the wrong shape is said to be one, and no more: what a feature thinks of it would only repeat that.
        if (ContractRules.OfContract(type) is { } refused)
        {
            Report(context, type, refused);
            return;
        }

        foreach (var feature in features)
        {
            Report(context, type, feature.OfContract(type));
        }

        var rules = Array.ConvertAll(features, feature => feature.RuleFor(type));
        foreach (var member in ContractMembers.ToImplement(type))
        {
            var refusal = ContractRules.OfMember(member);
            Report(context, type, refusal);
            if (refusal is null && member is IMethodSymbol method)
            {
                foreach (var rule in rules)
                {
                    Report(context, type, rule(method));
                }
            }
        }
    }

    private static void AnalyzeSupervisor(SymbolAnalysisContext context, INamedTypeSymbol type, Lazy<IReadOnlyList<SupervisorNode>> supervisors)
    {
        var refusals = SupervisorRules.Of(type).ToArray();
        foreach (var refusal in refusals)
        {
            Report(context, type, refusal);
        }

        // What a tree comes to is not known before it is one.
        if (SupervisorNode.Read(type) is { } supervisor && SupervisorRules.RefusalOf(supervisor) is null)
        {
            foreach (var refusal in TreeRules.Of(supervisor, supervisors.Value))
            {
                Report(context, type, refusal);
            }
        }
    }

    // A member inherited from another project has no place in this one; the contract that inherits it has.
    private static void Report(SymbolAnalysisContext context, INamedTypeSymbol contract, Refusal? refusal)
    {
        if (refusal is not null)
        {
            var place = refusal.Attribute?.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation()
                ?? refusal.Symbol.Locations.FirstOrDefault(location => location.SourceTree is { } tree
                && context.Compilation.ContainsSyntaxTree(tree)) ?? contract.Locations[0];
            context.ReportDiagnostic(refusal.ToDiagnostic(place));
        }
    }

    private sealed record Feature(
        string Attribute, Func<INamedTypeSymbol, Refusal?> OfContract, Func<INamedTypeSymbol, Func<IMethodSymbol, Refusal?>> RuleFor);
}
