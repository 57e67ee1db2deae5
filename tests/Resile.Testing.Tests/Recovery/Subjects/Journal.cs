using System.Collections.Concurrent;
using Resile.Recovery;

namespace Resile.Testing.Tests.Recovery.Subjects;

/// <summary>What the components of one host did, and what they should not have done.</summary>
internal sealed class Journal
{
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly ConcurrentDictionary<string, Subject> _newest = new();
    private int _made;
    private int _disposed;
    private int _loops;
    private int _served;

    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>Gets how many instances live.</summary>
    public int Living => Volatile.Read(ref _made) - Volatile.Read(ref _disposed);

    public int Looping => Volatile.Read(ref _loops);

    public int Calls => Volatile.Read(ref _served);

    public Action<RecoveryContext> OnMake { get; set; } = static _ => { };

    public Func<RecoveryContext, CancellationToken, Task> OnStart { get; set; } = static (_, _) => Task.CompletedTask;

    public Func<RecoveryContext, ValueTask> OnDispose { get; set; } = static _ => ValueTask.CompletedTask;

    public Action OnCapture { get; set; } = static () => { };

    public Action<StemState> OnRestore { get; set; } = static _ => { };

    public void Violated(string what) => _violations.Enqueue(what);

    public void Made() => Interlocked.Increment(ref _made);

    public void Disposed() => Interlocked.Increment(ref _disposed);

    public void Loops(int by) => Interlocked.Add(ref _loops, by);

    public void Started(Subject subject)
    {
        // The one before it has ended, or it was given up and knows it.
        if (_newest.TryGetValue(subject.Name, out var before) && before.IsStarted && !before.IsDisposed && before.Context.IsCurrent)
        {
            Violated($"{subject.Name} #{subject.Context.Generation} started while #{before.Context.Generation} still lived.");
        }

        _newest[subject.Name] = subject;
    }

    public void Served(Subject subject)
    {
        Interlocked.Increment(ref _served);
        var newest = _newest.GetValueOrDefault(subject.Name);
        if (!subject.IsStarted || subject.IsDisposed)
        {
            Violated($"{subject.Name} #{subject.Context.Generation} was called {(subject.IsStarted ? "after its end" : "before its start")}.");
        }
        else if (newest != subject && newest?.Context.Generation > subject.Context.Generation && subject.Context.IsCurrent)
        {
            Violated($"{subject.Name} #{subject.Context.Generation} was called although #{newest.Context.Generation} has started.");
        }
    }
}
