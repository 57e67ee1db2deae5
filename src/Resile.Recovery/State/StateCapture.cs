namespace Resile.Recovery.State;

/// <summary>One capture of a generation's state.</summary>
internal sealed class StateCapture
{
    private bool _hasBegun;
    private bool _isLate;

    /// <summary>Gets or sets what completes when it has ended. It never fails.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    /// <summary>Gets or sets when it was seen first to run, or last not to run yet, by the coarse clock. For the timer that looks.</summary>
    public long Since { get; set; }

    /// <summary>Gets whether it runs on a thread: while the thread pool is busy, it is not the component that takes its time.</summary>
    public bool HasBegun => Volatile.Read(ref _hasBegun);

    /// <summary>Gets whether it has taken too long: nobody waits for it any more.</summary>
    public bool IsLate => Volatile.Read(ref _isLate);

    /// <summary>Gets whether it has not ended, and has not taken too long yet.</summary>
    public bool IsAwaited => !Ended.IsCompleted && !IsLate;

    /// <summary>Notes that it runs.</summary>
    public void NoteBegun() => Volatile.Write(ref _hasBegun, true);

    /// <summary>Notes that it takes too long.</summary>
    public void NoteLate() => Volatile.Write(ref _isLate, true);
}
