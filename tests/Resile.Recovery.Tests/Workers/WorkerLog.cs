using System.Collections.Concurrent;

namespace Resile.Recovery.Tests.Workers;

/// <summary>What the workers did, and what they are made to do at their start.</summary>
internal sealed class WorkerLog
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public Func<RecoveryContext, CancellationToken, Task> OnStart { get; set; } = static (_, _) => Task.CompletedTask;

    public Func<RecoveryContext, ValueTask> OnDispose { get; set; } = static _ => ValueTask.CompletedTask;

    public Action OnHelperDispose { get; set; } = static () => { };

    public void Add(string line) => _lines.Enqueue(line);
}
