using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Resile.Generators;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.Messaging;

/// <summary>Reports durable calls whose task is dropped.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnawaitedCallAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.NotAwaited];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.DurableMessageAttribute) is not null)
            {
                start.RegisterOperationAction(Analyze, OperationKind.ExpressionStatement);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        if (DroppedIn(((IExpressionStatementOperation)context.Operation).Operation) is { } call && DurableCalls.ContractOf(call) is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NotAwaited, call.Syntax.GetLocation(), DurableCalls.NameOf(call)));
        }
    }

    // call(); _ = call(); target?.call(); call().ConfigureAwait(false); call().AsTask()
    private static IInvocationOperation? DroppedIn(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation { Target: IDiscardOperation, Value: var value } => DroppedIn(value),
        IConversionOperation conversion => DroppedIn(conversion.Operand),
        IConditionalAccessOperation access => DroppedIn(access.WhenNotNull),
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve", Instance: { } inner } => DroppedIn(inner),
        IInvocationOperation call => call,
        _ => null,
    };
}
