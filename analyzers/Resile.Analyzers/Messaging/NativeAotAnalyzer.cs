using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.Messaging;

/// <summary>Reports messaging in projects that are compiled ahead of time, where MassTransit does not work.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NativeAotAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.NotAhead];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (ProjectOptions.IsCompiledAhead(start.Options) && start.Compilation.GetTypeByMetadataName(KnownTypes.MassTransitMessagingExtensions) is not null)
            {
                start.RegisterOperationAction(Analyze, OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (TypeNames.Is(call.TargetMethod.ContainingType, KnownTypes.MassTransitMessagingExtensions))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NotAhead, Places.NameOf(call), call.TargetMethod.Name));
        }
    }
}
