using System.Collections.Concurrent;

namespace Resile.Recovery.Tests.State;

/// <summary>What ledgers did, and what they are made to do.</summary>
internal sealed class LedgerHooks
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public Func<LedgerState, LedgerState> OnCapture { get; set; } = static state => state;

    public Action<LedgerState> OnRestore { get; set; } = static _ => { };

    public Action<RecoveryContext> OnStart { get; set; } = static _ => { };

    public void Add(string line) => _lines.Enqueue(line);
}
