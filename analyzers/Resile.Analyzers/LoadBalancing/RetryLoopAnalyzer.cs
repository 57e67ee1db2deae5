using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Analyzers.Messaging;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.LoadBalancing;

namespace Resile.Analyzers.LoadBalancing;

/// <summary>Reports loops that call an operation again after it failed, which may have been carried out and is not idempotent.</summary>
/// <remarks>
/// A loop is one of repetitions where success ends it, what the call throws is caught and goes on, and no argument depends on the round. Whoever looks at
/// <c>MayHaveBeenSent</c> knows what he does.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RetryLoopAnalyzer : DiagnosticAnalyzer
{
    private static readonly string[] Caught =
    [
        KnownTypes.Exception, KnownTypes.ResileException, KnownTypes.RemoteCallException, KnownTypes.EndpointUnreachableException, KnownTypes.ErrorStatusException,
        KnownTypes.DeadlineExceededException,
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.UnsafeRetry];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.RemoteCallException) is not null)
            {
                start.RegisterOperationAction(Analyze, OperationKind.Try);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var attempt = (ITryOperation)context.Operation;
        if (LoopOf(attempt) is not { } loop || !attempt.Catches.Any(GoesOn))
        {
            return;
        }

        foreach (var statement in attempt.Body.Operations)
        {
            if (CallIn(statement) is { } call && EndsLoop(statement, attempt) && !DependsOnRound(call, loop))
            {
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.UnsafeRetry, Places.TargetOf(call), DurableCalls.NameOf(call)));
            }
        }
    }

    private static ILoopOperation? LoopOf(IOperation operation)
    {
        var each = operation.Parent;
        while (each is not (null or ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            each = each.Parent;
        }

        return each is IWhileLoopOperation or IForLoopOperation ? (ILoopOperation)each : null;
    }

    private static bool GoesOn(ICatchClauseOperation clause) => Caught.Any(known => TypeNames.Is(clause.ExceptionType as INamedTypeSymbol, known))
        && clause.Handler.Operations.LastOrDefault() is not (IThrowOperation or IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break } or IExpressionStatementOperation { Operation: IThrowOperation })
        && !new[] { clause.Filter, clause.Handler }.Any(static part => part is not null && part.DescendantsAndSelf().OfType<IPropertyReferenceOperation>()
            .Any(static reference => reference.Property.Name == "MayHaveBeenSent"));

    private static IInvocationOperation? CallIn(IOperation statement) => statement.DescendantsAndSelf().OfType<IInvocationOperation>().FirstOrDefault(static call =>
        call.TargetMethod is { ContainingType: { TypeKind: TypeKind.Interface } contract } method
        && AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute) is not null
        && !LoadBalancedRules.IsIdempotent(method, ParameterBinder.VerbsOf(method) is { Count: 1 } verbs ? ParameterBinder.VerbOf(verbs[0]) : ""));

    // The statement returns, or one behind it in the try block or behind the try statement ends the loop.
    private static bool EndsLoop(IOperation statement, ITryOperation attempt) => IsEnd(statement)
        || attempt.Body.Operations.SkipWhile(each => each != statement).Any(IsEnd)
        || (attempt.Parent is IBlockOperation around && around.Operations.SkipWhile(each => each != attempt).Any(IsEnd));

    private static bool IsEnd(IOperation statement) => statement is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break };

    // What is declared or assigned in the loop may be another thing in each round.
    private static bool DependsOnRound(IInvocationOperation call, ILoopOperation loop)
    {
        var assigned = new HashSet<ISymbol?>(
            loop.Descendants().OfType<IAssignmentOperation>().Select(static assignment => Functions.RootOf(assignment.Target)), SymbolEqualityComparer.Default);
        return call.Arguments
            .Where(static argument => !TypeNames.Is(argument.Value.Type as INamedTypeSymbol, KnownTypes.CancellationToken))
            .SelectMany(static argument => argument.Value.DescendantsAndSelf())
            .Any(part => part is IInvocationOperation or IAwaitOperation or IAssignmentOperation or IIncrementOrDecrementOperation
                || (Functions.RootOf(part) is { } root && assigned.Contains(root))
                || (part is ILocalReferenceOperation { Local: var local } && local.Locations.Any(place => loop.Syntax.Span.Contains(place.SourceSpan))));
    }
}
