using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Resile.Generators;
using Resile.Generators.Diagnostics;
using Resile.Generators.Upcasting;

namespace Resile.Analyzers;

/// <summary>Reports what is wrong with what types and contracts say of what they were before.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UpcastingAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [Descriptors.BadFormerName, Descriptors.BadUpcaster, Descriptors.UntoldUpcaster, Descriptors.BadSince, Descriptors.RetiredName];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.RetiredAttribute) is not null)
            {
                start.RegisterSymbolAction(static action => Analyze(action, (INamedTypeSymbol)action.Symbol), SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        if (type.Name.Length == 0 || !(type.DeclaringSyntaxReferences.Any(part => UpcastingMarks.IsMarked(part.SyntaxTree, context.CancellationToken))

            // The messages of a contract may be marked elsewhere.
            || (type.TypeKind == TypeKind.Interface && UpcastingMarks.AreIn(context.Compilation, context.CancellationToken))))
        {
            return;
        }

        // A name that is not typed yet is the compiler's to ask for.
        foreach (var refusal in UpcastingRules.OfType(type).Where(static refusal => refusal.Symbol.Name.Length > 0))
        {
            var place = refusal.Attribute?.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation() ?? refusal.Symbol.Locations[0];
            context.ReportDiagnostic(Diagnostic.Create(refusal.Rule, place, refusal.Arguments));
        }
    }
}
