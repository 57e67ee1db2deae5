using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.Contracts;

/// <summary>Reports operations that nobody can cancel.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CancellationAnalyzer : DiagnosticAnalyzer
{
    private static readonly string[] Attributes = [KnownTypes.LoadBalancedAttribute, KnownTypes.AutoRecoverAttribute, KnownTypes.DurableMessageAttribute];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.NoToken];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.LoadBalancedAttribute) is not null)
            {
                start.RegisterSymbolAction(static action => Analyze(action, (INamedTypeSymbol)action.Symbol), SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        if (type is not { TypeKind: TypeKind.Interface, IsGenericType: false } || !Attributes.Any(attribute => AttributeReader.Find(type, attribute) is not null))
        {
            return;
        }

        var deaf = type.GetMembers().OfType<IMethodSymbol>().Where(IsDeaf).ToArray();
        var isSound = deaf.Length > 0 ? ContractAnalyzer.SoundnessOf(type) : static _ => false;
        foreach (var operation in deaf.Where(isSound))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NoToken, operation.Locations[0], ContractRules.NameOf(operation)));
        }
    }

    // Whoever reads a stream may hand a token to its enumerator.
    private static bool IsDeaf(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, IsStatic: false, IsAbstract: true, Name.Length: > 0 }
        && OperationParser.ShapeOf(method.ReturnType) is not (null or ReturnShape.Stream)
        && !AttributeReader.IsObsolete(method)
        && !method.Parameters.Any(static parameter => TypeNames.Is(parameter.Type, KnownTypes.CancellationToken));
}
