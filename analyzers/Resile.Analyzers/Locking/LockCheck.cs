using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Resile.Generators.Contracts;
using Resile.Generators.Diagnostics;
using Resile.Generators.Documents;
using Resile.Generators.Locking;
using Resile.Generators.Payloads;

namespace Resile.Analyzers.Locking;

/// <summary>One compilation, held against its locks.</summary>
internal sealed class LockCheck
{
    private readonly List<LockedProject> _locks = [];
    private readonly List<(LockFile File, string Complaint)> _unreadable = [];
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _reported = new(StringComparer.Ordinal);
    private readonly bool _isWriting;

    /// <summary>Reads the locks.</summary>
    /// <param name="files">The files.</param>
    /// <param name="isWriting">Whether the build is about to write the project's own.</param>
    public LockCheck(IEnumerable<LockFile> files, bool isWriting)
    {
        _isWriting = isWriting;
        foreach (var file in files)
        {
            if (LockParser.Parse(file.Text, out var complaint) is { } locked)
            {
                _locks.Add(new LockedProject(file, locked));
            }
            else if (!isWriting || file.IsBaseline)
            {
                _unreadable.Add((file, complaint!));
            }
        }
    }

    /// <summary>Compares a contract or a type.</summary>
    public void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (_locks.Count == 0 || type.Name.Length == 0 || type.IsGenericType)
        {
            return;
        }

        if (type.TypeKind == TypeKind.Interface && LockReader.IsContract(type) && TypeNames.Plain(type) is var contract && _locks.Any(each => each.Locked.Contracts.ContainsKey(contract)))
        {
            var now = LockReader.Read([type], context.CancellationToken);
            foreach (var each in _locks.Where(each => each.Locked.Contracts.ContainsKey(contract)))
            {
                Report(context.ReportDiagnostic, each, new ContractComparer(each.Locked, now, each.Called).Compare(contract), change => LockPlaces.InContract(type, change));
                foreach (var record in now.Records.Where(each.Locked.Types.ContainsKey))
                {
                    _seen[each.File.Path + record] = true;
                    Report(context.ReportDiagnostic, each, new PayloadComparer(each.Locked, now, each.Called).Compare(record), change => LockPlaces.InContract(type, change));
                }
            }
        }
        else if (type.TypeKind is TypeKind.Class or TypeKind.Struct or TypeKind.Enum && PayloadReader.NameOf(type) is var name && _locks.Any(each => each.Locked.Types.ContainsKey(name)))
        {
            var now = LockReader.ReadType(type, context.CancellationToken);
            foreach (var each in _locks.Where(each => each.Locked.Types.ContainsKey(name) && now.Types.ContainsKey(name)))
            {
                _seen[each.File.Path + name] = true;
                Report(context.ReportDiagnostic, each, new PayloadComparer(each.Locked, now, each.Called).Compare(name), change => LockPlaces.InType(type, change));
            }
        }
    }

    /// <summary>Compares what is gone as a whole, or stands in another project, and the whole lock.</summary>
    public void End(CompilationAnalysisContext context)
    {
        foreach (var (file, complaint) in _unreadable)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.UnreadableLock, In(file), file.Name, complaint));
        }

        if (_locks.Count == 0)
        {
            return;
        }

        var project = ProjectContracts.Of(context.Compilation, context.CancellationToken);
        var now = LockReader.Read(project.Types.Where(LockReader.IsContract), context.CancellationToken);
        var declared = new HashSet<string>(project.Types.Where(static type => type.TypeKind == TypeKind.Interface).Select(TypeNames.Plain), StringComparer.Ordinal);
        foreach (var each in _locks)
        {
            // A contract that is there and refused has its own errors.
            var gone = each.Locked.Contracts.Where(contract => !now.Contracts.ContainsKey(contract.Key) && !declared.Contains(contract.Key)).Select(static contract =>
                new LockChange(Descriptors.ContractRemoved, contract.Key, null, null, contract.Key, contract.Value.Version));
            var elsewhere = each.Locked.Types.Keys.Where(name => now.Types.ContainsKey(name) && !_seen.ContainsKey(each.File.Path + name))
                .SelectMany(name => new PayloadComparer(each.Locked, now, each.Called).Compare(name));
            Report(context.ReportDiagnostic, each, gone.Concat(elsewhere), change => LockPlaces.Elsewhere(project, change) ?? In(each.File));
        }

        if (_locks.FirstOrDefault(static each => !each.File.IsBaseline) is { } own && _reported.IsEmpty && !_isWriting
            && own.File.Text.Replace("\r\n", "\n").Trim() != LockWriter.Write(now).Trim())
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.OutdatedLock, In(own.File), own.File.Name));
        }
    }

    // What two locks say alike is said once; and of what is deployed, only what breaks it.
    private void Report(Action<Diagnostic> report, LockedProject locked, IEnumerable<LockChange> changes, Func<LockChange, Location> placeOf)
    {
        foreach (var change in changes.Where(change => !locked.File.IsBaseline || change.Rule.DefaultSeverity == DiagnosticSeverity.Error))
        {
            if (_reported.TryAdd($"{change.Rule.Id} {change.Owner} {change.Member} {change.Parameter} {change.Arguments[1]}", true))
            {
                report(Diagnostic.Create(change.Rule, placeOf(change), change.Arguments));
            }
        }
    }

    private static Location In(LockFile file) => Location.Create(file.Path, default, default);

    /// <summary>A lock that was read.</summary>
    /// <param name="File">Its file.</param>
    /// <param name="Locked">What it says.</param>
    private sealed record LockedProject(LockFile File, ContractLock Locked)
    {
        /// <summary>Gets the names of the types that travel by calls.</summary>
        public HashSet<string> Called { get; } = Locked.TypesOf(isDurable: false);
    }
}
