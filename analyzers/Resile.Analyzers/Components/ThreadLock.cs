using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Resile.Analyzers.Flow;
using Resile.Generators.Contracts;

namespace Resile.Analyzers.Components;

/// <summary>A call that enters or leaves a lock that belongs to the thread that entered it.</summary>
/// <param name="Call">The call.</param>
/// <param name="Root">What holds the lock.</param>
/// <param name="IsEntered">Whether it enters.</param>
internal sealed record ThreadLock(IInvocationOperation Call, ISymbol Root, bool IsEntered)
{
    // By the type of what is locked, or that has the static method.
    private static readonly (string Type, string[] Enter, string[] Leave)[] Kinds =
    [
        ("System.Threading.Monitor", ["Enter", "TryEnter"], ["Exit"]),
        ("System.Threading.Lock", ["Enter", "TryEnter"], ["Exit"]),
        ("System.Threading.Mutex", ["WaitOne"], ["ReleaseMutex"]),
        ("System.Threading.SpinLock", ["Enter", "TryEnter"], ["Exit"]),
        ("System.Threading.ReaderWriterLockSlim",
            ["EnterReadLock", "EnterWriteLock", "EnterUpgradeableReadLock", "TryEnterReadLock", "TryEnterWriteLock", "TryEnterUpgradeableReadLock"],
            ["ExitReadLock", "ExitWriteLock", "ExitUpgradeableReadLock"]),
    ];

    private static readonly HashSet<string> Names = new(Kinds.SelectMany(static kind => kind.Enter.Concat(kind.Leave)), StringComparer.Ordinal);

    /// <summary>Reads a call; null where it is none of these.</summary>
    public static ThreadLock? Of(IInvocationOperation call)
    {
        if (!Names.Contains(call.TargetMethod.Name))
        {
            return null;
        }

        var (type, name) = (call.Instance is { Type: { } holder } ? holder as INamedTypeSymbol : call.TargetMethod.ContainingType, call.TargetMethod.Name);
        foreach (var kind in Kinds)
        {
            if ((kind.Enter.Contains(name) || kind.Leave.Contains(name)) && TypeNames.Is(type, kind.Type))
            {
                var root = Functions.RootOf(call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null));
                return root is null ? null : new(call, root, kind.Enter.Contains(name));
            }
        }

        return null;
    }
}
