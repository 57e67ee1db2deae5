namespace Resile.Recovery.Supervision;

/// <summary>A restart that is under way, of one child of a supervisor or of several together.</summary>
/// <param name="failed">The child whose failure began it.</param>
/// <param name="members">Those that it restarts.</param>
internal sealed class Restart(SupervisedChild failed, IReadOnlyList<SupervisedChild> members)
{
    private readonly CancellationTokenSource _stop = new();
    private IReadOnlyList<SupervisedChild> _ending = members;

    /// <summary>Gets the child whose failure began it.</summary>
    public SupervisedChild Failed { get; } = failed;

    /// <summary>Gets whether it restarts more than one.</summary>
    public bool IsOfSeveral { get; } = members.Count > 1;

    /// <summary>Gets the token that is cancelled when another takes its place, or nothing is to start any more.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Gets or sets the children that it is going to end; none while it starts them.</summary>
    /// <remarks>Set before the first of them ends, and emptied before the first new one takes calls. So one that fails while it is in here needs
    /// no restart of its own.</remarks>
    public IReadOnlyList<SupervisedChild> Ending
    {
        get => Volatile.Read(ref _ending);
        set => Volatile.Write(ref _ending, value);
    }

    /// <summary>Gets what runs it.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Runs it on a thread of its own.</summary>
    public void Begin(Func<Task> run) => Running = Task.Run(run, CancellationToken.None);

    /// <summary>Stops it. It counts as stopped at once; the task completes when nothing of it runs any more.</summary>
    public Task StopAsync() => Task.WhenAll(_stop.CancelAsync(), Running);
}
