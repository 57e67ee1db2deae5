using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
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

    private static readonly string[] Sections = [KnownTypes.ClientsBuilder, KnownTypes.ServersBuilder];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.UnknownToContext];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.JsonSerializerContext) is null
                || (start.Compilation.GetTypeByMetadataName(KnownTypes.LoadBalancedAttribute) is null))
            {
                return;
            }

            var contracts = new ContractDirectory();
            var severity = ProjectOptions.IsCompiledAhead(start.Options) ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
            start.RegisterOperationBlockStartAction(block =>
            {
                var calls = new ConcurrentBag<IInvocationOperation>();
                block.RegisterOperationAction(
                    action =>
                    {
                        var call = (IInvocationOperation)action.Operation;
                        if (call.TargetMethod.Name is "UseJson" or "ConfigureHttpJsonOptions"
                            || (call.TargetMethod.IsExtensionMethod && IsRegistration(call.TargetMethod)))
                        {
                            calls.Add(call);
                        }
                    },
                    OperationKind.Invocation);
                block.RegisterOperationBlockEndAction(end =>
                {
                    if (!calls.IsEmpty)
                    {
                        new Block([.. calls.OrderBy(static call => call.Syntax.SpanStart)], contracts, severity, end.ReportDiagnostic).Analyze();
                    }
                });
            });
        });
    }

    private static bool IsRegistration(IMethodSymbol method) => Sections.Any(section => ContractDirectory.IsRegistration(method, section))
        || ContractDirectory.IsRegistration(method, KnownTypes.EndpointRouteBuilder) || ContractDirectory.IsRegistration(method, KnownTypes.MessagingBuilder);

    private sealed class Block(IInvocationOperation[] calls, ContractDirectory contracts, DiagnosticSeverity severity, Action<Diagnostic> report)
    {
        public void Analyze()
        {
            var (http, messages) = (new GivenContexts(), new GivenContexts());
            foreach (var call in calls)
            {
                if (call.TargetMethod.Name == "UseJson" && TypeNames.Is(call.TargetMethod.ContainingType, KnownTypes.MessagingBuilder))
                {
                    messages.Add(call.Arguments[0].Value);
                }
                else if (call.TargetMethod.Name == "ConfigureHttpJsonOptions")
                {
                    http.AddFrom(call);
                }
            }

            foreach (var call in calls)
            {
                var method = call.TargetMethod;
                if (Sections.Any(section => ContractDirectory.IsRegistration(method, section)))
                {
                    var given = new GivenContexts();
                    given.AddFrom(call.Arguments.LastOrDefault()?.Value);
                    Report(given, contracts.Find(method, "Add", "", KnownTypes.LoadBalancedAttribute), JsonPayload.OfBalanced);
                }
                else if (ContractDirectory.IsRegistration(method, KnownTypes.EndpointRouteBuilder))
                {
                    Report(http, contracts.Find(method, "Map", "", KnownTypes.LoadBalancedAttribute), JsonPayload.OfBalanced);
                }
                else if (ContractDirectory.IsRegistration(method, KnownTypes.MessagingBuilder))
                {
                    Report(messages, contracts.Find(method, "Add", "Sender", KnownTypes.DurableMessageAttribute)
                        ?? contracts.Find(method, "Add", "Handler", KnownTypes.DurableMessageAttribute), JsonPayload.OfDurable);
                }
            }
        }

        private void Report(GivenContexts given, INamedTypeSymbol? contract, Func<INamedTypeSymbol, IEnumerable<JsonPayload>> payloads)
        {
            if (contract is null || given.First is not { Type: INamedTypeSymbol context } place)
            {
                return;
            }

            var said = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
            foreach (var payload in payloads(contract).Where(payload => given.Lack(payload.Type) && said.Add(payload.Type)))
            {
                var properties = ImmutableDictionary<string, string?>.Empty
                    .Add(ContextProperty, TypeNames.Metadata(context))
                    .Add(TypeProperty, TypeNames.Full(payload.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)));
                report(Diagnostic.Create(
                    Descriptors.UnknownToContext, place.Syntax.GetLocation(), severity, additionalLocations: null, properties,
                    context.Name, payload.Type.ToDisplayString(), ContractRules.NameOf(payload.Operation), payload.IsReply ? "returns" : "takes"));
            }
        }
    }
}
