using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Generators;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.Messaging;

/// <summary>Reports what is sent beside the transaction that the same function commits, so that one of the two may happen without the other.</summary>
/// <remarks>Only what one function does is looked at: calls and commits on branches that exclude each other, or in different functions, are left alone.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DualWriteAnalyzer : DiagnosticAnalyzer
{
    // They come with an outbox of MassTransit's own, which what is published may go through.
    private static readonly string[] ForeignOutboxes = ["MassTransit.EntityFrameworkCoreIntegration", "MassTransit.MongoDbIntegration"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.DualWrite, Descriptors.RawPublish];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.DurableMessageAttribute) is null)
            {
                return;
            }

            var publishes = start.Compilation.GetTypeByMetadataName(RawPublishes.PublishEndpoint) is not null
                && !start.Compilation.ReferencedAssemblyNames.Any(static reference => ForeignOutboxes.Contains(reference.Name));
            start.RegisterOperationBlockStartAction(block =>
            {
                var found = new ConcurrentBag<IInvocationOperation>();
                var writes = new ConcurrentBag<DatabaseWrite>();
                block.RegisterOperationAction(
                    action =>
                    {
                        var call = (IInvocationOperation)action.Operation;
                        if (DurableCalls.ContractOf(call) is not null || (publishes && RawPublishes.Includes(call)))
                        {
                            found.Add(call);
                        }
                        else if (DatabaseWrite.Of(call) is { } write)
                        {
                            writes.Add(write);
                        }
                    },
                    OperationKind.Invocation);
                block.RegisterOperationBlockEndAction(end =>
                {
                    if (!found.IsEmpty && !writes.IsEmpty)
                    {
                        Analyze(end, found, writes);
                    }
                });
            });
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, IEnumerable<IInvocationOperation> calls, IEnumerable<DatabaseWrite> writes)
    {
        var graphs = new Dictionary<IOperation, FlowGraph?>();
        var written = writes.OrderBy(static write => write.Call.Syntax.SpanStart).ToLookup(static write => Functions.Of(write.Call));
        foreach (var call in calls)
        {
            var function = Functions.Of(call);
            if (!written.Contains(function))
            {
                continue;
            }

            if (!graphs.TryGetValue(function, out var graph))
            {
                graphs[function] = graph = GraphOf(context, function);
            }

            if (graph is null)
            {
                continue;
            }

            var diagnostic = DurableCalls.ContractOf(call) is { } contract
                ? DualWrites.Find(call, contract, written[function], graph, context.OwningSymbol.ContainingType)
                : RawPublishes.Find(call, written[function], graph);
            if (diagnostic is not null)
            {
                context.ReportDiagnostic(diagnostic);
            }
        }
    }

    private static FlowGraph? GraphOf(OperationBlockAnalysisContext context, IOperation function) =>
        context.OperationBlocks.FirstOrDefault(block => block.Syntax.Span.Contains(function.Syntax.Span) || function.Syntax.Span.Contains(block.Syntax.Span)) is { } whole
            ? FlowGraph.Of(context.GetControlFlowGraph(whole), function)
            : null;
}
