using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Generators;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;

namespace Resile.Analyzers.Logging;

/// <summary>Reports what is marked <c>[Secret]</c> and written to a log, the console or an activity.</summary>
/// <remarks>What is computed of a secret is left alone, as its length, a hash, or what a method of the user's makes of it.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SecretLogAnalyzer : DiagnosticAnalyzer
{
    private const string DataClassificationAttribute = "Microsoft.Extensions.Compliance.Classification.DataClassificationAttribute";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.SecretLogged];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownTypes.SecretAttribute) is not null)
            {
                start.RegisterOperationAction(Analyze, OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!IsLog(call.TargetMethod))
        {
            return;
        }

        foreach (var (place, name, complaint) in call.Arguments.Where(static argument => !IsRedacted(argument.Parameter)).SelectMany(static argument => Secrets.WrittenBy(argument.Value)))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.SecretLogged, place.Syntax.GetLocation(), name, complaint, call.TargetMethod.ContainingType.Name + "." + call.TargetMethod.Name));
        }
    }

    // What is classified is redacted by Microsoft.Extensions.Telemetry.
    private static bool IsRedacted(IParameterSymbol? parameter) =>
        parameter is not null && parameter.GetAttributes().Any(static attribute => TypeSearch.IsA(attribute.AttributeClass, DataClassificationAttribute));

    private static bool IsLog(IMethodSymbol method)
    {
        var type = method.ContainingType;
        return type.Name switch
        {
            "LoggerExtensions" => TypeNames.Is(type, KnownTypes.LoggerExtensions),
            "Console" or "Debug" or "Trace" => method.Name.StartsWith("Write", StringComparison.Ordinal) && TypeNames.Namespace(type.ContainingNamespace) is "System" or "System.Diagnostics",
            "Activity" => method.Name is "SetTag" or "AddTag" or "SetBaggage" or "AddBaggage" && TypeNames.Is(type, KnownTypes.Activity),

            // Attributes of the whole world are not read for this: it is a partial method of the project.
            _ => method is { ReturnsVoid: true, PartialImplementationPart: not null } && AttributeReader.Find(method, KnownTypes.LoggerMessageAttribute) is not null,
        };
    }
}
