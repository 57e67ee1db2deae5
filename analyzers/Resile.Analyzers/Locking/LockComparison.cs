using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Resile.Generators.Diagnostics;
using Resile.Generators.Locking;

namespace Resile.Analyzers.Locking;

/// <summary>Compares two locks, without the contracts that they were written from.</summary>
internal static class LockComparison
{
    /// <summary>Reports what of the locks that are deployed is otherwise in the one that is to be, in its file.</summary>
    public static void Compare(CompilationAnalysisContext context, IEnumerable<LockFile> files)
    {
        var read = files.ToDictionary(static file => file, file => Read(context, file));
        foreach (var (current, now) in read.Where(static pair => pair.Key.IsCurrent).Select(static pair => (pair.Key, pair.Value)))
        {
            foreach (var before in read.Where(static pair => pair.Key.IsBaseline).Select(static pair => pair.Value).Where(before => before is not null && now is not null))
            {
                foreach (var change in Changes(before!, now!).Where(static change => change.Rule.DefaultSeverity == DiagnosticSeverity.Error))
                {
                    context.ReportDiagnostic(Diagnostic.Create(change.Rule, Location.Create(current.Path, default, default), change.Arguments));
                }
            }
        }
    }

    private static IEnumerable<LockChange> Changes(ContractLock before, ContractLock now)
    {
        var called = before.TypesOf(isDurable: false);
        return before.Contracts.Where(contract => !now.Contracts.ContainsKey(contract.Key))
            .Select(static contract => new LockChange(Descriptors.ContractRemoved, contract.Key, null, null, contract.Key, contract.Value.Version))
            .Concat(before.Contracts.Keys.Where(now.Contracts.ContainsKey).SelectMany(new ContractComparer(before, now, called).Compare))
            .Concat(before.Types.Keys.Where(now.Types.ContainsKey).SelectMany(new PayloadComparer(before, now, called).Compare));
    }

    private static ContractLock? Read(CompilationAnalysisContext context, LockFile file)
    {
        var locked = LockParser.Parse(file.Text, out var complaint);
        if (locked is null)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.UnreadableLock, Location.Create(file.Path, default, default), file.Name, complaint));
        }

        return locked;
    }
}
