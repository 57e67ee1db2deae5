using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Analyzers.Registrations;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.Json;

/// <summary>Reports what travels as JSON and is not known to the serializer contexts that a program gives for it.</summary>
/// <remarks>
/// A warning where a project is compiled ahead of time, since there the call fails; elsewhere reflection serves the type, and it is said in passing. The types that a
/// context knows are read from what System.Text.Json has generated.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class JsonMetadataAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The property of a diagnostic that names the context, as metadata does.</summary>
    public const string ContextProperty = "Context";

    /// <summary>The property of a diagnostic that names the missing type, fully qualified.</summary>
    public const string TypeProperty = "Type";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.UnknownToContext];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.JsonSerializerContext) is not null
                && start.Compilation.GetTypeByMetadataName(KnownTypes.LoadBalancedAttribute) is not null)
            {
                var contracts = new ContractDirectory();
                var severity = ProjectOptions.IsCompiledAhead(start.Options) ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
                start.RegisterOperationAction(action => Analyze(action, contracts, severity), OperationKind.Invocation);
            }
        });
    }

    // Each registration is looked at with the contexts that are given for it: in its own lambda, or beside it in the same body.
    private static void Analyze(OperationAnalysisContext context, ContractDirectory contracts, DiagnosticSeverity severity)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        if (!method.IsExtensionMethod)
        {
            return;
        }

        if (ContractDirectory.IsRegistration(method, KnownTypes.ClientsBuilder) || ContractDirectory.IsRegistration(method, KnownTypes.ServersBuilder))
        {
            var given = new GivenContexts();
            given.AddFrom(call.Arguments.LastOrDefault()?.Value);
            Report(context, given, contracts.Find(method, "Add", "", KnownTypes.LoadBalancedAttribute), JsonPayload.OfBalanced, severity);
        }
        else if (ContractDirectory.IsRegistration(method, KnownTypes.EndpointRouteBuilder))
        {
            var given = new GivenContexts();
            foreach (var options in OthersIn(call).Where(static other => other.TargetMethod.Name == "ConfigureHttpJsonOptions"))
            {
                given.AddFrom(options);
            }

            Report(context, given, contracts.Find(method, "Map", "", KnownTypes.LoadBalancedAttribute), JsonPayload.OfBalanced, severity);
        }
        else if (ContractDirectory.IsRegistration(method, KnownTypes.MessagingBuilder) && DurableOf(call, contracts) is { } contract
            && !OthersIn(call).Any(other => other.Syntax.Span.End < call.Syntax.Span.End && SymbolEqualityComparer.Default.Equals(DurableOf(other, contracts), contract)))
        {
            // What is said of a sender need not be said of a handler.
            var given = new GivenContexts();
            foreach (var other in OthersIn(call).Where(static other =>
                other.TargetMethod.Name == "UseJson" && TypeNames.Is(other.TargetMethod.ContainingType, KnownTypes.MessagingBuilder)))
            {
                given.Add(other.Arguments.FirstOrDefault()?.Value);
            }

            Report(context, given, contract, JsonPayload.OfDurable, severity);
        }
    }

    private static INamedTypeSymbol? DurableOf(IInvocationOperation call, ContractDirectory contracts) =>
        ContractDirectory.IsRegistration(call.TargetMethod, KnownTypes.MessagingBuilder)
            ? contracts.Find(call.TargetMethod, "Add", "Sender", KnownTypes.DurableMessageAttribute) ?? contracts.Find(call.TargetMethod, "Add", "Handler", KnownTypes.DurableMessageAttribute)
            : null;

    private static IEnumerable<IInvocationOperation> OthersIn(IInvocationOperation call) => Functions.BodyOf(call).Descendants().OfType<IInvocationOperation>();

    private static void Report(
        OperationAnalysisContext context, GivenContexts given, INamedTypeSymbol? contract, Func<INamedTypeSymbol, IEnumerable<JsonPayload>> payloads, DiagnosticSeverity severity)
    {
        if (contract is null || given.First is not { Type: INamedTypeSymbol known } place)
        {
            return;
        }

        var said = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var payload in payloads(contract).Where(payload => given.Lack(payload.Type) && said.Add(payload.Type)))
        {
            var properties = ImmutableDictionary<string, string?>.Empty
                .Add(ContextProperty, TypeNames.Metadata(known))
                .Add(TypeProperty, TypeNames.Full(payload.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)));
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.UnknownToContext, place.Syntax.GetLocation(), severity, additionalLocations: null, properties,
                known.Name, payload.Type.ToDisplayString(), ContractRules.NameOf(payload.Operation), payload.IsReply ? "returns" : "takes"));
        }
    }
}
