using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.Messaging;

namespace Resile.Analyzers.Registrations;

/// <summary>Reports commands that two classes of one service handle, and commands and requests of a program that nobody can handle.</summary>
/// <remarks>
/// Who handles a message is decided by the processes that run, and most of that cannot be seen here. What is reported can: two handlers that one function adds to one
/// service, and a contract that no other project can see and no class implements.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CompositionAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.NoOwner, Descriptors.TwoOwners];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.MessagingBuilder) is null)
            {
                return;
            }

            var contracts = new ContractDirectory();
            var isProgram = start.Compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication && !IsOpen(start.Compilation.Assembly);
            start.RegisterOperationAction(
                action =>
                {
                    var call = (IInvocationOperation)action.Operation;
                    if (!call.TargetMethod.Name.StartsWith("Add", StringComparison.Ordinal) || !ContractDirectory.IsRegistration(call.TargetMethod, KnownTypes.MessagingBuilder))
                    {
                        return;
                    }

                    if (AddedHandler.Of(call) is { } handler)
                    {
                        ReportTwin(action, handler);
                    }
                    else if (isProgram && contracts.Find(call.TargetMethod, "Add", "Sender", KnownTypes.DurableMessageAttribute) is { } contract
                        && Unhandled(contract, contracts, action.Compilation) is { } command)
                    {
                        action.ReportDiagnostic(Diagnostic.Create(
                            Descriptors.NoOwner, Places.NameOf(call), ContractRules.NameOf(command), command.ContainingType.Name));
                    }
                },
                OperationKind.Invocation);
        });
    }

    private static void ReportTwin(OperationAnalysisContext context, AddedHandler handler)
    {
        var function = Functions.Of(handler.Call);
        FlowGraph? graph = null;
        foreach (var call in Functions.In<IInvocationOperation>(function).Where(call => call.Syntax.Span.End < handler.Call.Syntax.Span.End))
        {
            if (AddedHandler.Of(call) is { } earlier && ContractDirectory.IsRegistration(call.TargetMethod, KnownTypes.MessagingBuilder)
                && earlier.SharedWith(handler) is { } command
                && (graph ??= FlowGraph.Of(context.GetControlFlowGraph(), function))?.Reaches(call.Syntax, handler.Call.Syntax) == true)
            {
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.TwoOwners, Places.NameOf(handler.Call), command, earlier.Handler.Name, handler.Handler.Name));
                return;
            }
        }
    }

    // Another project that sees the contract may handle it.
    private static IMethodSymbol? Unhandled(INamedTypeSymbol contract, ContractDirectory contracts, Compilation compilation) =>
        SymbolEqualityComparer.Default.Equals(contract.ContainingAssembly, compilation.Assembly) && !ContractParser.IsVisibleOutside(contract)
        && !contracts.IsImplemented(compilation.Assembly, contract)
            ? ContractMembers.ToImplement(contract).OfType<IMethodSymbol>().Where(static method => ContractRules.OfMember(method) is null)
                .Where(static method => RequestRules.IsRequest(method) || AttributeReader.Find(method, KnownTypes.CommandAttribute) is not null)
                .FirstOrDefault(method => compilation.GetTypeByMetadataName(HandlerOf(contract, method)) is not { } single || !contracts.IsImplemented(compilation.Assembly, single))
            : null;

    private static string HandlerOf(INamedTypeSymbol contract, IMethodSymbol method) =>
        TypeNames.Namespace(contract.ContainingNamespace) is { Length: > 0 } space ? space + "." + MessageNames.HandlerOf(contract, method) : MessageNames.HandlerOf(contract, method);

    private static bool IsOpen(IAssemblySymbol assembly) => assembly.GetAttributes().Any(static attribute =>
        attribute.AttributeClass?.Name == "InternalsVisibleToAttribute"
        && attribute.Argument<string>(0) is { } friend && !friend.Contains("Test") && !friend.StartsWith("DynamicProxyGenAssembly2", StringComparison.Ordinal));
}
