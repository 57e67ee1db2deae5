using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Registrations;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.LoadBalancing;
using Resile.Generators.Recovery;
using Resile.Generators.Text;

namespace Resile.Analyzers.LoadBalancing;

/// <summary>Reports deadlines that what happens within them does not fit into.</summary>
/// <remarks>Only what stands in the code is compared; the configuration may say something else.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeadlineAnalyzer : DiagnosticAnalyzer
{
    private const int DefaultHangAfterMs = 30_000;
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.ShortDeadline, Descriptors.HangsBeforeDeadline];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.LoadBalancedAttribute) is null)
            {
                return;
            }

            var contracts = new ContractDirectory();
            start.RegisterSymbolAction(static action => AnalyzeContract(action, (INamedTypeSymbol)action.Symbol), SymbolKind.NamedType);
            start.RegisterOperationAction(
                action =>
                {
                    var call = (IInvocationOperation)action.Operation;
                    if (call.TargetMethod.Name.StartsWith("Add", StringComparison.Ordinal) && ContractDirectory.IsRegistration(call.TargetMethod, KnownTypes.ClientsBuilder)
                        && contracts.Find(call.TargetMethod, "Add", "", KnownTypes.LoadBalancedAttribute) is { } contract)
                    {
                        AnalyzeClient(action, call, contract);
                    }
                },
                OperationKind.Invocation);
        });
    }

    private static void AnalyzeClient(OperationAnalysisContext context, IInvocationOperation call, INamedTypeSymbol contract)
    {
        if (ClientTimes.Read(call.Arguments.LastOrDefault()?.Value) is not { AttemptTimeout: { } timeout, AttemptTimeoutSyntax: { } place, MaxAttempts: > 1 and var attempts } times)
        {
            return;
        }

        var isHttp = LoadBalancedParser.TransportOf(AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute)) == LoadBalancedModel.Http;
        var shortest = OperationsOf(contract).Where(operation => IsRepeated(operation, isHttp))
            .Select(operation => (Operation: operation, Deadline: DeadlineOf(operation, contract) ?? times.Deadline ?? DefaultDeadline))
            .OrderBy(static each => each.Deadline).FirstOrDefault();
        if (shortest.Operation is not null && TimeSpan.FromTicks(timeout.Ticks * (attempts - 1)) >= shortest.Deadline)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.ShortDeadline, place.GetLocation(), ContractRules.NameOf(shortest.Operation), TextOf(shortest.Deadline),
                attempts == 2 ? "one attempt" : $"{attempts - 1} attempts", TextOf(timeout)));
        }
    }

    private static void AnalyzeContract(SymbolAnalysisContext context, INamedTypeSymbol contract)
    {
        if (contract.TypeKind != TypeKind.Interface || AttributeReader.Find(contract, KnownTypes.AutoRecoverAttribute) is not { } recovery
            || AttributeReader.Find(contract, KnownTypes.LoadBalancedAttribute) is null || ContractRules.OfContract(contract) is not null)
        {
            return;
        }

        var hangAfter = TimeSpan.FromMilliseconds(recovery.Named<int>("HangAfterMs") is > 0 and var set ? set : DefaultHangAfterMs);
        foreach (var operation in OperationsOf(contract).Where(static operation => !AutoRecoverRules.IsLoop(operation) && OperationParser.ShapeOf(operation.ReturnType) != ReturnShape.Stream))
        {
            if (DeadlineOf(operation, contract) is { } deadline && deadline > hangAfter && operation.Locations[0] is { IsInSource: true } place
                && SymbolEqualityComparer.Default.Equals(operation.ContainingType, contract))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptors.HangsBeforeDeadline, place, ContractRules.NameOf(operation), TextOf(deadline), TextOf(hangAfter)));
            }
        }
    }

    private static IEnumerable<IMethodSymbol> OperationsOf(INamedTypeSymbol contract) =>
        ContractMembers.ToImplement(contract).OfType<IMethodSymbol>().Where(static method => ContractRules.OfMember(method) is null);

    private static bool IsRepeated(IMethodSymbol operation, bool isHttp) => LoadBalancedRules.IsIdempotent(
        operation, isHttp && ParameterBinder.VerbsOf(operation) is { Count: 1 } verbs ? ParameterBinder.VerbOf(verbs[0]) : "");

    private static TimeSpan? DeadlineOf(IMethodSymbol operation, INamedTypeSymbol contract) =>
        Duration.TryParse(AttributeReader.Find(operation, KnownTypes.DeadlineAttribute).Argument<string>(0), out var own) ? own
        : Duration.TryParse(AttributeReader.Find(contract, KnownTypes.DeadlineAttribute).Argument<string>(0), out var all) ? all
        : null;

    private static string TextOf(TimeSpan time) => time.TotalSeconds < 1
        ? time.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture) + " ms"
        : time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";
}
