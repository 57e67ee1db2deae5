using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.Components;

/// <summary>Reports what the methods of a component do that a restart does not mend: locks of a thread that are held while they await, and work that nothing ends.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ComponentCodeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.LockOverAwait, Descriptors.ForgottenWork];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.AutoRecoverAttribute) is not null)
            {
                start.RegisterOperationAction(AnalyzeLock, OperationKind.Invocation);
                start.RegisterOperationAction(AnalyzeStatement, OperationKind.ExpressionStatement);
            }
        });
    }

    private static void AnalyzeLock(OperationAnalysisContext context)
    {
        if (ThreadLock.Of((IInvocationOperation)context.Operation) is not { IsEntered: true } entered || ComponentOf(context) is not { } type)
        {
            return;
        }

        var function = Functions.Of(entered.Call);
        var awaits = Functions.In<IAwaitOperation>(function).ToArray();
        if (awaits.Length == 0 || FlowGraph.Of(context.GetControlFlowGraph(), function) is not { } graph)
        {
            return;
        }

        var left = Functions.In<IInvocationOperation>(function).Select(ThreadLock.Of).OfType<ThreadLock>()
            .Where(each => !each.IsEntered && SymbolEqualityComparer.Default.Equals(each.Root, entered.Root)).Select(static each => each.Call.Syntax).ToArray();
        var without = WithoutLock(entered.Call);
        if (awaits.Any(awaited => without?.Syntax.Span.Contains(awaited.Syntax.Span) != true && graph.Reaches(entered.Call.Syntax, awaited.Syntax, barriers: left)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.LockOverAwait, Places.TargetOf(entered.Call), type.Name, entered.Root.Name));
        }
    }

    // if (Monitor.TryEnter(gate)) ... else await ...; if (!Monitor.TryEnter(gate)) { await ...; }
    private static IOperation? WithoutLock(IInvocationOperation entered) => entered.Parent switch
    {
        IConditionalOperation asked when asked.Condition == entered => asked.WhenFalse,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Parent: IConditionalOperation asked } negated when asked.Condition == negated => asked.WhenTrue,
        _ => null,
    };

    private static void AnalyzeStatement(OperationAnalysisContext context)
    {
        var operation = ((IExpressionStatementOperation)context.Operation).Operation;
        if ((operation is ISimpleAssignmentOperation { Target: IDiscardOperation, Value: var value } ? value : operation) is IInvocationOperation call && IsForgotten(call.TargetMethod)
            && ComponentOf(context) is { } type && !TypeSearch.IsA(type, KnownTypes.Disposable) && !TypeSearch.IsA(type, KnownTypes.AsyncDisposable))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.ForgottenWork, Places.TargetOf(call), type.Name, call.TargetMethod.ContainingType.Name + "." + call.TargetMethod.Name));
        }
    }

    private static INamedTypeSymbol? ComponentOf(OperationAnalysisContext context) => context.ContainingSymbol.ContainingType is { TypeKind: TypeKind.Class } type
        && type.AllInterfaces.Any(static each => AttributeReader.Find(each, KnownTypes.AutoRecoverAttribute) is not null) ? type : null;

    private static bool IsForgotten(IMethodSymbol method) => method.Name switch
    {
        "Run" => TypeNames.Is(method.ContainingType, KnownTypes.Task),
        "StartNew" => TypeNames.Is(method.ContainingType, KnownTypes.TaskFactory),
        "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" => TypeNames.Is(method.ContainingType, KnownTypes.ThreadPool),
        _ => false,
    };
}
