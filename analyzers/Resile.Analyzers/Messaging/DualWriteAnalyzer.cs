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
            start.RegisterOperationAction(action => Analyze(action, publishes), OperationKind.Invocation);
        });
    }

    private static void Analyze(OperationAnalysisContext context, bool publishes)
    {
        var call = (IInvocationOperation)context.Operation;
        var contract = DurableCalls.ContractOf(call);
        if (contract is null && !(publishes && RawPublishes.Includes(call)))
        {
            return;
        }

        var function = Functions.Of(call);
        var writes = Functions.In<IInvocationOperation>(function).Select(DatabaseWrite.Of).OfType<DatabaseWrite>().ToArray();
        if (writes.Length > 0 && FlowGraph.Of(context.GetControlFlowGraph(), function) is { } graph
            && (contract is null ? RawPublishes.Find(call, writes, graph) : DualWrites.Find(call, contract, writes, graph, context.ContainingSymbol.ContainingType)) is { } diagnostic)
        {
            context.ReportDiagnostic(diagnostic);
        }
    }
}
