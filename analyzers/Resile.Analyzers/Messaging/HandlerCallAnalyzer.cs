using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.LoadBalancing;

namespace Resile.Analyzers.Messaging;

/// <summary>Reports calls over the network that a handler makes, and makes again when it is called again.</summary>
/// <remarks>Calls that may be made twice are left alone, and all calls of a body that reads the identity of its message: it may be what the receiver knows them by.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerCallAnalyzer : DiagnosticAnalyzer
{
    private static readonly string[] Posts = ["PostAsync", "PatchAsync", "PostAsJsonAsync", "PatchAsJsonAsync"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.CallInHandler];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.DurableContext) is not null)
            {
                start.RegisterOperationAction(Analyze, OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (ComplaintOf(call) is { } what && DurableCalls.HandlesMessages(context.ContainingSymbol.ContainingType) && !KnowsIdentity(Functions.BodyOf(call)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.CallInHandler, Places.TargetOf(call), DurableCalls.NameOf(call), what));
        }
    }

    private static bool KnowsIdentity(IOperation body) => body.Descendants().OfType<IPropertyReferenceOperation>().Any(static reference =>
        reference.Property is { Name: "MessageId" } property && TypeNames.Is(property.ContainingType, KnownTypes.DurableContext));

    private static string? ComplaintOf(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.ContainingType is { TypeKind: TypeKind.Interface } contract && OperationParser.ShapeOf(method.ReturnType) is not null
            && AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute) is not null)
        {
            var verb = ParameterBinder.VerbsOf(method) is { Count: 1 } verbs ? ParameterBinder.VerbOf(verbs[0]) : "call";
            return LoadBalancedRules.IsIdempotent(method, verb) ? null : verb == "call" ? "the method" : "a " + verb;
        }

        return Posts.Contains(method.Name) && TypeSearch.IsA(Functions.ReceiverOf(call)?.Type, KnownTypes.HttpClient)
            ? method.Name.StartsWith("Post", StringComparison.Ordinal) ? "a POST" : "a PATCH"
            : null;
    }
}
