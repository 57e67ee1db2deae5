using System.Collections.Concurrent;
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
                start.RegisterOperationBlockStartAction(static block =>
                {
                    if (block.OwningSymbol.ContainingType is { TypeKind: TypeKind.Class } type
                        && type.AllInterfaces.Any(static each => AttributeReader.Find(each, KnownTypes.AutoRecoverAttribute) is not null))
                    {
                        AnalyzeComponent(block, type);
                    }
                });
            }
        });
    }

    private static void AnalyzeComponent(OperationBlockStartAnalysisContext context, INamedTypeSymbol type)
    {
        var locks = new ConcurrentBag<ThreadLock>();
        var awaits = new ConcurrentBag<IOperation>();
        context.RegisterOperationAction(
            action =>
            {
                if (ThreadLock.Of((IInvocationOperation)action.Operation) is { } found)
                {
                    locks.Add(found);
                }
            },
            OperationKind.Invocation);
        context.RegisterOperationAction(action => awaits.Add(action.Operation), OperationKind.Await);
        context.RegisterOperationBlockEndAction(end =>
        {
            if (!locks.IsEmpty && !awaits.IsEmpty)
            {
                ReportLocks(end, type, [.. locks], [.. awaits]);
            }
        });
        if (!TypeSearch.IsA(type, KnownTypes.Disposable) && !TypeSearch.IsA(type, KnownTypes.AsyncDisposable))
        {
            context.RegisterOperationAction(action => ReportForgotten(action, type), OperationKind.ExpressionStatement);
        }
    }

    private static void ReportLocks(OperationBlockAnalysisContext context, INamedTypeSymbol type, ThreadLock[] locks, IOperation[] awaits)
    {
        foreach (var entered in locks.Where(static each => each.IsEntered))
        {
            var function = Functions.Of(entered.Call);
            if (context.OperationBlocks.FirstOrDefault(block => block.Syntax.Span.Contains(entered.Call.Syntax.Span)) is not { } whole
                || FlowGraph.Of(context.GetControlFlowGraph(whole), function) is not { } graph)
            {
                continue;
            }

            var left = locks.Where(each => !each.IsEntered && SymbolEqualityComparer.Default.Equals(each.Root, entered.Root)).Select(static each => each.Call.Syntax).ToArray();
            if (awaits.Any(awaited => Functions.Of(awaited) == function && graph.Reaches(entered.Call.Syntax, awaited.Syntax, barriers: left)))
            {
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.LockOverAwait, Places.TargetOf(entered.Call), type.Name, entered.Root.Name));
            }
        }
    }

    private static void ReportForgotten(OperationAnalysisContext context, INamedTypeSymbol type)
    {
        var operation = ((IExpressionStatementOperation)context.Operation).Operation;
        if ((operation is ISimpleAssignmentOperation { Target: IDiscardOperation, Value: var value } ? value : operation) is IInvocationOperation call && IsForgotten(call.TargetMethod))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.ForgottenWork, Places.TargetOf(call), type.Name, call.TargetMethod.ContainingType.Name + "." + call.TargetMethod.Name));
        }
    }

    private static bool IsForgotten(IMethodSymbol method) => method.Name switch
    {
        "Run" => TypeNames.Is(method.ContainingType, KnownTypes.Task),
        "StartNew" => TypeNames.Is(method.ContainingType, KnownTypes.TaskFactory),
        "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" => TypeNames.Is(method.ContainingType, KnownTypes.ThreadPool),
        _ => false,
    };
}
