using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Resile.Generators.Diagnostics;
using Resile.Generators.Locking;

namespace Resile.Analyzers.Locking;

/// <summary>Holds contracts against the locks beside the project: what those have that was deployed must not go, nor become something else.</summary>
/// <remarks>
/// A project without a lock hears nothing of it. What is wrong within a contract or a type is said while it is typed; what is gone as a whole, or stands in another project, when
/// all has been read.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContractLockAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Descriptors.UnreadableLock, Descriptors.MethodRemoved, Descriptors.MemberRemoved, Descriptors.MemberRenamed, Descriptors.MemberRetyped, Descriptors.MemberNarrowed,
        Descriptors.MemberMissed, Descriptors.AddressChanged, Descriptors.OutdatedLock, Descriptors.MemberWithoutSince, Descriptors.ContractRemoved,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            var files = LockFile.In(start.Options, start.CancellationToken);
            if (files.Count == 0 || IsTrue(start.Options, "ResileAcceptBreakingChanges"))
            {
                return;
            }

            if (files.Any(static file => file.IsCurrent))
            {
                start.RegisterCompilationEndAction(end => LockComparison.Compare(end, files));
                return;
            }

            var check = new LockCheck(files, isWriting: IsTrue(start.Options, "ResileWriteLock"));
            start.RegisterSymbolAction(check.Analyze, SymbolKind.NamedType);
            start.RegisterCompilationEndAction(check.End);
        });
    }

    private static bool IsTrue(AnalyzerOptions options, string property) =>
        options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property." + property, out var value)
        && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
